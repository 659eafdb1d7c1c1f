/** What faults must not do, whatever they are: over thousands of random schedules. */
import { deepStrictEqual } from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { FAULT_ENDS } from '../../records/observation.ts';
import type { Model } from '../../sim/model/model.ts';
import { anyFaults, faultsOn } from '../reference/fault-models.ts';
import { observe, runEngine } from '../reference/engine.ts';
import { anyModel, fuzz } from '../reference/models.ts';
import { faultsOf } from './observations.ts';

test('conservation, Little and work hold under random faults, and every number is finite', (t) => {
  holds(
    t,
    fc.property(anyModel, anyFaults, (model, drawn) => {
      const mistakes = faultsOf(observe({ ...model, faults: faultsOn(model, drawn) }));
      if (mistakes.length > 0) throw new Error(mistakes.join('; '));
    }),
    2000,
  );
});

test('a fault changes no arrival of an open group', (t) => {
  holds(
    t,
    fc.property(anyModel, anyFaults, (model, drawn) => {
      deepStrictEqual(arrivalsIn({ ...model, faults: faultsOn(model, drawn) }), arrivalsIn({ ...model, faults: [] }));
    }),
    100,
  );
});

test('a fault more changes nothing of when the others come', (t) => {
  holds(
    t,
    fc.property(anyModel, anyFaults, anyFaults, (any, drawn, more) => {
      // Who is there to be hit is another question.
      const model = { ...any, events: undefined, autoscalers: undefined };
      const few = faultsOn(model, drawn);
      const many = [...few, ...faultsOn(model, more).map((fault) => ({ ...fault, entry: fault.entry + few.length }))];
      const begun = (faults: typeof few) => {
        const told = observe({ ...model, faults }).happenings;
        return told.filter(({ kind }) => KINDS.has(kind)).map(({ at, kind, name }) => `${at} ${kind} ${name}`);
      };
      const [before, after] = [begun(few), begun(many)];
      // A run that ends earlier or later tells of fewer or more.
      const left = [...after];
      const end = Math.min(lastOf(before), lastOf(after), model.duration);
      for (const each of before.filter((line) => Number.parseFloat(line) < end)) {
        const at = left.indexOf(each);
        if (at < 0) throw new Error(`${each} is missing`);
        left.splice(at, 1);
      }
    }),
    100,
  );
});

/** Passes if the property does; else it says how to repeat that. */
function holds<T>(t: ExecutionContext, property: fc.IProperty<T>, numRuns: number): void {
  const result = fc.check(property, fuzz(numRuns) as fc.Parameters<T>);
  if (!result.failed) {
    t.pass();
    return;
  }
  const { seed, counterexamplePath } = result;
  const command = `FUZZ_SEED=${seed} FUZZ_PATH=${counterexamplePath} npx ava test/model/fault-schedules.test.ts -m '${t.title}'`;
  t.fail(`${fc.defaultReportMessage(result)}\n\nTo repeat it:\n${command}`);
}

/** Of faults that tell of themselves. */
const KINDS = new Set<string>(Object.entries(FAULT_ENDS).flat());
for (const kind of ['crash', 'restart']) KINDS.delete(kind);

const lastOf = (told: string[]): number => Number.parseFloat(told.at(-1) ?? '0');

/** Instants by group. Users send when they were answered; retries are no arrivals. */
function arrivalsIn(model: Model): string[] {
  const open = new Set(model.clients.flatMap(({ name, arrivals }) => (arrivals.process === 'users' ? [] : [name])));
  return runEngine(model)
    .stories.filter(({ group }) => open.has(group))
    .map(({ group, arrivedAt }) => `${group} ${arrivedAt}`);
}
