/** What holds in every run, over random models. */
import { deepStrictEqual } from 'node:assert/strict';
import test from 'ava';
import * as fc from 'fast-check';
import { createSimulation } from '../../sim/model/simulation.ts';
import { observe, runEngine } from '../reference/engine.ts';
import { anyModel, fuzz } from '../reference/models.ts';
import { faultsOf } from './observations.ts';

test('conservation, Little and work hold, and every number is finite', (t) => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const faults = faultsOf(observe(model));
      if (faults.length > 0) throw new Error(faults.join('; '));
    }),
    fuzz(200),
  );
  t.pass();
});

test('they hold in a run that is interrupted, whenever that is', (t) => {
  fc.assert(
    fc.property(anyModel, fc.nat(1000), (model, events) => {
      const simulation = createSimulation(model);
      simulation.run(events);
      const observation = simulation.conclude(true);
      if (observation.endedAt !== simulation.now() || !observation.partial) throw new Error('not partial');
      // Capacity is for the whole of the window: what is left of it here is looked at in whole runs.
      const faults = faultsOf(observation);
      if (faults.length > 0) throw new Error(faults.join('; '));
    }),
    fuzz(100),
  );
  t.pass();
});

test('a run in slices is the run in one go', (t) => {
  fc.assert(
    fc.property(anyModel, fc.integer({ min: 1, max: 700 }), (model, budget) => {
      deepStrictEqual(observe(model, budget), observe(model));
    }),
    fuzz(30),
  );
  t.pass();
});

test('a listener changes nothing', (t) => {
  fc.assert(
    fc.property(anyModel, (model) => {
      deepStrictEqual(runEngine(model).observation, observe(model));
    }),
    fuzz(30),
  );
  t.pass();
});

test('a model gives the same in one process, whatever else ran in between', (t) => {
  fc.assert(
    fc.property(anyModel, anyModel, (model, other) => {
      const first = runEngine(model);
      // Both at once, a few events in turn.
      const [one, two] = [createSimulation(model), createSimulation(other)];
      for (let isOver = false; !isOver;) isOver = [one.run(50), two.run(70)].every(Boolean);
      deepStrictEqual(one.conclude(false), first.observation);
      deepStrictEqual(runEngine(model), first);
    }),
    fuzz(20),
  );
  t.pass();
});
