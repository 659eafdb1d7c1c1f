/**
 * HAProxy's log of HTTP requests (`option httplog`, and `option httpslog`, which has more behind), with or without what
 * syslog writes before. Source: HAProxy's configuration manual, "HTTP log format".
 */
import type { Fields, LineFormat, LineReader } from './log-format.ts';
import { blankIfMinusOne } from './sample.ts';
import { parseLogTime } from './timestamp.ts';

const CLIENT_AND_TIME = /(?:^| )(\S+):\d{1,5} \[([^\]]{1,40})\] (.*)$/;
// frontend backend/server TR/Tw/Tc/Tr/Ta status bytes cookies state connections queues {headers} "request"
// A line may be cut short in the request, and HAProxy writes a quote in it as #22.
const REST =
  /^\S+ [^\s/]+\/\S+ (-?\d+)\/(-?\d+)\/(-?\d+)\/(-?\d+)\/\+?(-?\d+) (-?\d{1,3}) \+?(\d{1,15}) \S+ \S+ \S+ \S+ \d+\/\d+ (?:\{[^"]*\} )?"([^"]*)/;
const NAMES = ['client', 'time', 'request', 'bytes', 'status', 'TR', 'Tw', 'Tc', 'Tr', 'Ta'];
const ROLES = { address: 'client', time: 'time', key: 'request', size: 'bytes', latency: 'Ta' };

export const haproxy: LineFormat = {
  name: 'haproxy',
  title: 'a log of HAProxy (option httplog)',
  recognises: (head) => head.filter(isLine).length,
  open: (): LineReader => ({
    names: NAMES,
    roles: ROLES,
    headerLines: 0,
    split: (lines) => lines.map(fieldsOf),
    notes: () => [],
  }),
};

function isLine(line: string): boolean {
  const fields = fieldsOf(line);
  return typeof fields === 'object' && parseLogTime(fields[1]!) !== undefined;
}

function fieldsOf(line: string): Fields {
  const [, client, time, rest] = CLIENT_AND_TIME.exec(line) ?? [];
  const match = REST.exec(rest ?? '');
  if (!match) return line.trim() === '' ? undefined : 'not a line of option httplog';
  const [, TR, Tw, Tc, Tr, Ta, status, bytes, request] = match;
  // -1 is a step that was never reached.
  return [client!, time!, request!, bytes!, ...[status!, TR!, Tw!, Tc!, Tr!, Ta!].map(blankIfMinusOne)];
}
