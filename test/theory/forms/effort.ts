/** What a form may cost: the sharpest runs take minutes, so a test run takes shorter ones, which are as honest but less sharp. */
import type { Form } from '../form.ts';

export type Effort = Pick<Form, 'requests' | 'sharpness'>;

/** `long` with STEELYARD_LONG=1, else `usual`. */
export const effort = <T extends object = Effort>(usual: T, long: T): T =>
  process.env.STEELYARD_LONG === '1' ? long : usual;
