/** One test a form. */
import test from 'ava';
import type { Form } from './form.ts';
import { tryForm } from './estimate.ts';
import { ERROR } from './forms/index.ts';

const MOST_MINUTES = 20;

export function tryForms(forms: Form[]): void {
  for (const form of forms) {
    test.serial(form.name, async (t) => {
      t.timeout(MOST_MINUTES * 60_000);
      const { faults } = await tryForm(form, ERROR);
      t.deepEqual(faults, []);
    });
  }
}
