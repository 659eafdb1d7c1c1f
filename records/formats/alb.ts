/**
 * Access logs of Application Load Balancers. Fields that came with later versions, and any behind those, may be missing.
 * Source: the user guide of Elastic Load Balancing, "Access log entries".
 */
import type { Fields, LineFormat, LineReader } from './log-format.ts';
import { blankIfMinusOne } from './sample.ts';
import { parseIsoTime } from './timestamp.ts';

// type time elb client:port target:port three times, two statuses, bytes received and sent, "request" "agent" and the rest
const LINE =
  /^(?:https?|h2|grpcs|wss?) (\S{1,40}) \S+ (?:(\S+):\d{1,5}|-) \S+ (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (\d{3}|-) (\d{3}|-) (\d{1,15}) (\d{1,15}) "([^"]*)"(.*)$/;
// "agent" cipher protocol target-group "trace" "domain" "certificate" priority request_creation_time
const CREATION_TIME = /^ "[^"]*" \S+ \S+ \S+ "[^"]*" "[^"]*" "[^"]*" \S+ (\S{1,40})/;
const NAMES = [
  'client',
  'time',
  'request_creation_time',
  'request',
  'sent_bytes',
  'received_bytes',
  'elb_status_code',
  'target_status_code',
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
];
const ROLES = { address: 'client', key: 'request', size: 'sent_bytes', latency: 'target_processing_time' };

export const alb: LineFormat = {
  name: 'alb',
  title: 'an access log of an AWS ALB',
  recognises: (head) => head.filter((line) => parseIsoTime(LINE.exec(line)?.[1] ?? '')).length,
  open: openAlb,
};

/** `time` is when the answer was sent, so the time at which the request came is taken where the log has it. */
function openAlb(head: readonly string[]): LineReader {
  const hasCreationTime = head.some((line) => creationTimeOf(LINE.exec(line)?.[11] ?? '') !== '-');
  return {
    names: NAMES,
    roles: { ...ROLES, time: hasCreationTime ? 'request_creation_time' : 'time' },
    headerLines: 0,
    split: (lines) => lines.map(fieldsOf),
    notes: () => [],
  };
}

function fieldsOf(line: string): Fields {
  const match = LINE.exec(line);
  if (!match) return line.trim() === '' ? undefined : 'not a line of an access log of an ALB';
  const [, time, client = '-', requestTime, targetTime, responseTime, elbStatus, targetStatus, ...more] = match;
  const [received, sent, request, rest] = more;
  // -1 is a step that was never reached.
  const times = [requestTime!, targetTime!, responseTime!].map(blankIfMinusOne);
  return [client, time!, creationTimeOf(rest!), request!, sent!, received!, elbStatus!, targetStatus!, ...times];
}

function creationTimeOf(rest: string): string {
  return CREATION_TIME.exec(rest)?.[1] ?? '-';
}
