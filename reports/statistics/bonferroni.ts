/**
 * The confidence that each of several intervals needs, so that all of them hold together with `confidence`: 1 - (1 - confidence) / n.
 * It is right whatever depends on whatever; with very many comparisons it is wide.
 *
 * Source: O. J. Dunn, "Multiple Comparisons Among Means", Journal of the American Statistical Association 56, 1961.
 *
 * @param confidence of all together, such as 0.95
 * @param comparisons how many, 1 or more
 */
export function bonferroni(confidence: number, comparisons: number): number {
  return 1 - (1 - confidence) / comparisons;
}
