import { endOf, type Found } from './found.js';

const day = '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?';
const month =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const zone = '(?: ?(?:Z|UTC|GMT|CET|CEST|[ECMP][SD]T)(?!\\w)| ?[+-]\\d{2}:?\\d{2}(?!\\d))';
const clock = `\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?: ?[AaPp]\\.?[Mm](?!\\w))?${zone}?`;
const exact = `\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d{1,9})?(?: ?[AaPp]\\.?[Mm](?!\\w))?${zone}?`;
const half = '\\d{1,2}(?::\\d{2})? ?[AaPp]\\.?[Mm](?!\\w)';
const date = [
  '\\d{4}-\\d{1,2}-\\d{1,2}',
  '\\d{4}/\\d{1,2}/\\d{1,2}',
  '\\d{1,2}/\\d{1,2}/\\d{4}',
  '\\d{1,2}-\\d{1,2}-\\d{4}',
  '\\d{1,2}\\.\\d{1,2}\\.\\d{4}',
  `\\d{1,2}[ /-]${month}[ /-]\\d{2,4}`,
].join('|');
const end = '(?!\\w|[-/]\\d|:[0-9A-Fa-f]{2}(?!\\w))';

const digitsFirst = new RegExp(
  `(?:(?:${date})(?:(?:T|t| |, |:)${clock})?|\\d{8}T\\d{4,6}Z?|${exact}|${half})${end}`,
  'y',
);
const wordFirst = new RegExp(
  `(?:(?:${day},? )?(?:${month}\\.? \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4}(?!:))?|\\d{1,2} ${month} \\d{4})(?:(?:,? | at )${clock}(?: \\d{4})?)?)${end}`,
  'y',
);

const unit =
  '(?:n|u|µ|μ|m)s(?:ecs?)?|nanos(?:econds?)?|micros(?:econds?)?|millis(?:econds?)?|s(?:ecs?|econds?)?|min(?:ute)?s?|h(?:rs?|ours?)?|d(?:ays?)?|weeks?|months?|years?|yrs?';
const glued = `(?:${unit}|m|w)`;
const apart = `(?:${unit.replace('h(?:rs?|ours?)?|d(?:ays?)?', 'hrs?|hours?|days?')})`;
const amount = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const one = `${amount}(?:${glued}(?![A-Za-z_])| ${apart}(?![\\w]))`;
const duration = new RegExp(
  `[+-]?${one}(?:(?:,? |,? and )?${one}){0,5}(?:,? \\d{1,2}:\\d{2}:\\d{2}(?:\\.\\d+)?)?(?!\\w)`,
  'y',
);
const isoDuration = /P(?:\d+[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?(?![\w])/y;

/**
 * The date, the time, or both, that begins with a digit at `at`. Just two numbers with a colon don't count: they
 * may be a line and a column.
 */
export function timeAt(line: string, at: number): Found | null {
  return found(endOf(digitsFirst, line, at), '<time>');
}

/** The date that begins with the name of a day or a month at `at`. */
export function namedTimeAt(line: string, at: number): Found | null {
  return found(endOf(wordFirst, line, at), '<time>');
}

/** The duration that begins with a digit or a sign at `at`: `30s`, `1h 30m`, `5 seconds`. */
export function durationAt(line: string, at: number): Found | null {
  return found(endOf(duration, line, at), '<duration>');
}

/** The duration as ISO 8601 writes it, such as `PT1M30S`, at `at`. */
export function isoDurationAt(line: string, at: number): Found | null {
  const to = endOf(isoDuration, line, at);
  return found(to > at + 2 ? to : -1, '<duration>');
}

function found(to: number, text: string): Found | null {
  return to < 0 ? null : { end: to, text };
}
