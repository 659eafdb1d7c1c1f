/** All forms. */
import type { Form } from '../form.ts';
import { caches } from './caches.ts';
import { manyCores } from './many-cores.ts';
import { manyServers } from './many-servers.ts';
import { singleCore } from './single-core.ts';

export const forms: Form[] = [...singleCore, ...manyCores, ...manyServers, ...caches];

/** The probability that a right simulator misses any figure of any form, and what each interval may take of it. */
export const JOINT_ERROR = 0.001;
export const CHECKS: number = forms.flatMap(({ checks, controls = [] }) => [...checks, ...controls]).length;
export const ERROR: number = JOINT_ERROR / CHECKS;
