/** One test a form, in reduced size. */
import test from 'ava';
import type { Form } from './form.ts';
import { tryForm } from './estimate.ts';
import { ERROR } from './forms/index.ts';

export function tryForms(forms: Form[]): void {
  for (const form of forms.filter(({ isLong = false }) => !isLong)) {
    test.serial(form.name, async (t) => {
      const { faults } = await tryForm(form, ERROR, 'reduced');
      t.deepEqual(faults, []);
    });
  }
}
