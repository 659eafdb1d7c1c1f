/**
 * Access logs in the common format (`%h %l %u %t "%r" %>s %b`) and the combined one (the same, then `"%{Referer}i"
 * "%{User-agent}i"`), as Apache httpd, nginx and many others write them; with or without the name of the virtual host before
 * (`%v:%p`), and with anything behind. Source: Apache httpd's documentation of mod_log_config.
 */
import { keyOf } from './row.ts';
import type { LogParser, Parsed } from './row.ts';
import { parseLogTime } from './timestamp.ts';
import type { Instant } from './timestamp.ts';

// Users may hold blanks, but only behind the `-` that nearly every log has for %l: else `host address - -` would be read as
// a client named `host`.
const LINE =
  /^(?:\S+:\d{1,5} )??(\S+) (?:- \S.*?|\S+ \S+) \[([^\]]{1,40})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d{1,15}|-)(?: (.*))?$/;
const REFERRER_AND_AGENT = /^"(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"/;

/** Which of the two formats a line has; undefined where it has neither. */
export function accessLogFormat(line: string): 'common' | 'combined' | undefined {
  const match = LINE.exec(line);
  if (!match || !parseLogTime(match[2]!)) return undefined;
  return match[6]?.startsWith('"') ? 'combined' : 'common';
}

/**
 * A parser of access logs. Sizes that are `-` count as 0 bytes. A line whose end (referrer, agent) is broken is kept, since
 * a trace needs neither, and noted; a line that stops before is refused.
 */
export function createAccessLogParser(format: 'common' | 'combined'): LogParser {
  let dashes = 0;
  let broken = 0;
  let wholeSeconds = true;
  let lastTime = '';
  let lastInstant: Instant | undefined;

  function parseLine(line: string): Parsed {
    const match = LINE.exec(line);
    if (!match) return line.trim() === '' ? undefined : `not a line of the ${format} format`;
    const [, address, time, request, status, size, tail] = match;
    const instant = instantOf(time!);
    if (!instant) return 'its time is not like 17/May/2015:10:05:03 +0000';
    if (format === 'combined') {
      if (!tail?.startsWith('"')) return 'it ends before the referrer of the combined format';
      if (!REFERRER_AND_AGENT.test(tail)) broken++;
    }
    if (size === '-') dashes++;
    if (instant.nanos !== 0) wholeSeconds = false;
    return {
      ...instant,
      values: [size === '-' ? 0 : Number(size), Number(status)],
      address,
      key: keyOf(unescape(request!)),
    };
  }

  /** Busy logs give many lines the same time. */
  function instantOf(time: string): Instant | undefined {
    if (time !== lastTime) lastInstant = parseLogTime(time);
    lastTime = time;
    return lastInstant;
  }

  function notes(): string[] {
    const lines = [];
    if (dashes > 0) lines.push(`sizes that are "-", counted as 0 bytes: ${dashes}`);
    if (broken > 0) lines.push(`lines with a broken end (referrer, agent), kept all the same: ${broken}`);
    if (wholeSeconds) lines.push('times are whole seconds: requests of one second arrive at one instant');
    return lines;
  }

  return {
    format,
    headerLines: 0,
    columns: ['bytes', 'status'],
    sizeColumn: 'bytes',
    took: [
      ['time', 'the field in [ ]'],
      ['size', 'the field behind the status, as column bytes'],
      ['address', 'the first field'],
      ['key', 'the path of the request, without query'],
    ],
    parse: (lines) => lines.map(parseLine),
    notes,
  };
}

/** The text of a quoted field: `\"` is a quote and `\\` a backslash; escapes such as `\x16` stay as they are. */
function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
}
