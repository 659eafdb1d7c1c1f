import { published } from './forms/published.ts';
import { tryForms } from './try-forms.ts';

tryForms(published);
