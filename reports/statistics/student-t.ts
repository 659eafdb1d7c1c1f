/** t with 97.5 % of Student's distribution below it, for 1 to 30 degrees of freedom. */
const TABLE = [
  12.706204736, 4.30265273, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252, 2.306004135, 2.262157163,
  2.228138852, 2.20098516, 2.17881283, 2.160368656, 2.144786688, 2.131449546, 2.119905299, 2.109815578, 2.10092204,
  2.093024054, 2.085963447, 2.079613845, 2.073873068, 2.06865761, 2.063898562, 2.059538553, 2.055529439, 2.051830516,
  2.048407142, 2.045229642, 2.042272456,
];

/** The same of the normal distribution. */
const NORMAL = 1.959963984540054;

/**
 * The 0.975 quantile of Student's t distribution: half the width of a two-sided 95 % confidence interval, in standard
 * errors. A table up to 30 degrees of freedom, above it the Cornish-Fisher expansion (Abramowitz and Stegun, "Handbook of
 * Mathematical Functions", 26.7.5), both within 1e-7. O(1).
 *
 * @param degreesOfFreedom an integer from 1 up
 */
export function studentT975(degreesOfFreedom: number): number {
  const entry = TABLE[degreesOfFreedom - 1];
  if (entry !== undefined) return entry;
  const z = NORMAL;
  const z2 = z * z;
  const first = (z * (z2 + 1)) / 4;
  const second = (z * ((5 * z2 + 16) * z2 + 3)) / 96;
  const third = (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384;
  const fourth = (z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945)) / 92160;
  return (
    z +
    (first + (second + (third + fourth / degreesOfFreedom) / degreesOfFreedom) / degreesOfFreedom) / degreesOfFreedom
  );
}
