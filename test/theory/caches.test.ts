import { caches } from './forms/caches.ts';
import { tryForms } from './try-forms.ts';

tryForms(caches);
