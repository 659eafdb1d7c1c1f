/** From the text of a scenario file to a checked scenario that can be compiled. */
import { crossCheck } from './checks/checks.ts';
import { compileWorld } from './compile/compile.ts';
import { readInputs } from './inputs.ts';
import type { FileReader } from './inputs.ts';
import { checkLimits } from './checks/limits.ts';
import { balancersOf, comparedOf } from './parts.ts';
import { check, refusal, refuse, valueAt } from './problems.ts';
import type { Path, PlaceOf } from './problems.ts';
import { scenarioSchema } from './schema.ts';
import { applyChange, parseChange } from './set.ts';
import { readSource } from './source.ts';
import { warningsOf } from './checks/warnings.ts';
import type { Loaded } from './compile/world.ts';

/**
 * Reads the text of a scenario file. `place` is the file as messages call it; `set` are changes, `path=value`.
 * @throws UserError, a line for each thing that is wrong
 */
export async function loadScenario(
  text: string,
  place: string,
  files: FileReader,
  { set = [] }: { set?: readonly string[] } = {},
): Promise<Loaded> {
  const source = readSource(text, place);
  const changes = set.map(parseChange);
  const value = changes.reduce(applyChange, source.value);
  const placeOf: PlaceOf = (path, key) => {
    const isNew = valueAt(source.value, path) === undefined;
    const change = changes.findLast((made) => isWithin(path, made.path) || (isNew && isWithin(made.path, path)));
    return change?.place ?? source.placeOf(path, key);
  };

  const checked = check(scenarioSchema, value);
  if ('problems' in checked) throw refusal(checked.problems, placeOf);
  const scenario = checked.data;
  refuse(crossCheck(scenario), placeOf);

  const inputs = await readInputs(scenario, files, placeOf);
  const world = compileWorld(scenario, scenario.name ?? fileStem(place), inputs);
  refuse(checkLimits(world), placeOf);
  world.warnings = warningsOf(scenario, world, inputs);
  const compared = comparedOf(scenario);
  const strategies = [balancersOf(scenario)[compared]?.keys.strategy ?? []].flat();
  return { world, strategies, compared, written: value };
}

const isWithin = (path: Path, outer: Path): boolean => outer.every((step, i) => String(step) === String(path[i]));

/** `scenarios/flash-crowd.yaml` is called `flash-crowd`. */
const fileStem = (place: string): string => place.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '') || place;
