import { manyServers } from './forms/many-servers.ts';
import { tryForms } from './try-forms.ts';

tryForms(manyServers);
