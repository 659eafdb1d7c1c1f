import { overTime } from './forms/over-time.ts';
import { tryForms } from './try-forms.ts';

tryForms(overTime);
