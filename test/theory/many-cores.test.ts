import { manyCores } from './forms/many-cores.ts';
import { tryForms } from './try-forms.ts';

tryForms(manyCores);
