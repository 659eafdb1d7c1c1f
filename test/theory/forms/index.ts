/** All forms, by section. */
import type { Form } from '../form.ts';
import { caches } from './caches.ts';
import { failures } from './failures.ts';
import { manyCores } from './many-cores.ts';
import { manyServers } from './many-servers.ts';
import { overTime } from './over-time.ts';
import { published } from './published.ts';
import { singleCore } from './single-core.ts';

export const sections: { title: string; forms: Form[] }[] = [
  { title: 'One core', forms: singleCore },
  { title: 'Many cores', forms: manyCores },
  { title: 'Many servers', forms: manyServers },
  { title: 'Over time', forms: overTime },
  { title: 'Caches', forms: caches },
  { title: 'Failures and tries', forms: failures },
  { title: 'Published results', forms: published },
];

/** The probability that a right simulator misses any figure of any form. */
export const JOINT_ERROR = 0.001;
/** Intervals of all forms, at most: fixed, so that a further form does not change the intervals of the others. */
export const MOST_INTERVALS = 350;
/** What each interval may take of it. */
export const ERROR: number = JOINT_ERROR / MOST_INTERVALS;
