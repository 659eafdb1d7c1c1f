import { singleCore } from './forms/single-core.ts';
import { tryForms } from './try-forms.ts';

tryForms(singleCore);
