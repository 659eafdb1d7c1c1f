/**
 * Access logs in the common format (`%h %l %u %t "%r" %>s %b`) and the combined one (the same, then `"%{Referer}i"
 * "%{User-agent}i"`), as Apache httpd, nginx and many others write them; with or without the name of the virtual host before
 * (`%v:%p`), and with anything behind. Source: Apache httpd's documentation of mod_log_config.
 */
import type { Fields, LineFormat, LineReader } from './log-format.ts';
import { parseLogTime } from './timestamp.ts';

// Users may hold blanks, but only behind the `-` that nearly every log has for %l: else `host address - -` would be read as
// a client named `host`.
const LINE =
  /^(?:\S+:\d{1,5} )??(\S+) (?:- \S.*?|\S+ \S+) \[([^\]]{1,40})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d{1,15}|-)(?: (.*))?$/;
const REFERRER_AND_AGENT = /^"(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"/;
const NAMES = ['client', 'time', 'request', 'bytes', 'status'];
const ROLES = { address: 'client', time: 'time', key: 'request', size: 'bytes' };

export const common: LineFormat = accessLog('common');
export const combined: LineFormat = accessLog('combined');

function accessLog(name: 'common' | 'combined'): LineFormat {
  return {
    name,
    title: `an access log (${name})`,
    recognises: (head) => head.filter((line) => formatOf(line) === name).length,
    open: () => openAccessLog(name),
  };
}

function formatOf(line: string): 'common' | 'combined' | undefined {
  const match = LINE.exec(line);
  if (!match || !parseLogTime(match[2]!)) return undefined;
  return match[6]?.startsWith('"') ? 'combined' : 'common';
}

/**
 * A line whose end (referrer, agent) is broken is kept, since a trace needs neither, and noted; a line that stops before is
 * refused.
 */
function openAccessLog(format: 'common' | 'combined'): LineReader {
  let broken = 0;

  function fieldsOf(line: string): Fields {
    const match = LINE.exec(line);
    if (!match) return line.trim() === '' ? undefined : `not a line of the ${format} format`;
    const [, client, time, request, status, bytes, tail] = match;
    if (format === 'combined') {
      if (!tail?.startsWith('"')) return 'it ends before the referrer of the combined format';
      if (!REFERRER_AND_AGENT.test(tail)) broken++;
    }
    return [client!, time!, unescape(request!), bytes!, status!];
  }

  return {
    names: NAMES,
    roles: ROLES,
    headerLines: 0,
    split: (lines) => lines.map(fieldsOf),
    notes: () => (broken > 0 ? [`lines with a broken end (referrer, agent), kept all the same: ${broken}`] : []),
  };
}

/** The text of a quoted field: `\"` is a quote and `\\` a backslash; escapes such as `\x16` stay as they are. */
function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
}
