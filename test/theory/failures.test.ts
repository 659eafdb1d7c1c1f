import { failures } from './forms/failures.ts';
import { tryForms } from './try-forms.ts';

tryForms(failures);
