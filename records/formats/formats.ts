/** The formats of logs that are read line by line. Of two that the first lines tell equally, the one before is taken. */
import { combined, common } from './access-log.ts';
import { alb } from './alb.ts';
import { csv } from './csv.ts';
import { haproxy } from './haproxy.ts';
import { json } from './json.ts';
import type { LineFormat } from './log-format.ts';

export const LINE_FORMATS: readonly LineFormat[] = [combined, common, haproxy, alb, json, csv];
