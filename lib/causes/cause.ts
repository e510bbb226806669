import { errorInBrief, type FailureRecord, recordInBrief, verdictIn } from './error.js';
import { failuresInMessage } from './failures.js';
import { isFileEnding } from './varying/paths.js';
import { withoutVarying } from './varying/varying.js';

/**
 * A text as 12 lower-case hex digits, always the same for the same text: 48 of the 64 bits of two multiplying
 * hashes that are mixed at the end. No protection against somebody who searches for two texts with the same key.
 */
export function keyOf(text: string): string {
  let one = 0x9e3779b1;
  let other = 0x85ebca77;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0xcc9e2d51);
    one ^= one >>> 15;
    other = Math.imul(other ^ unit, 0x1b873593);
    other ^= other >>> 13;
  }
  one = mixed(one ^ text.length);
  other = mixed(other + one);
  return ((other >>> 0) * 0x10000 + (one >>> 16)).toString(16).padStart(12, '0');
}

/** Makes every bit of a 32-bit number depend on all others. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The line of an error that states its cause. */
interface FirstLine {
  /** One line without runs of spaces, of bounded length. */
  readonly line: string;
  /** Where the exception's type ends in it; 0 if it has none. */
  readonly typeEnd: number;
  /** True if the error continues: the line was cut, or more lines follow. */
  readonly open: boolean;
}

/** At most this many characters of a line are used. */
const longestLine = 4096;

const anySign = /\S/g;
const lineBreak = /[\n\r\v\f\u0085\u2028\u2029]/g;
const colours = /\u001b\[[\d;]{0,32}m/g;
const typeName = /^[A-Za-z_$][\w$]*(?:(?:\.|::|\\)[A-Za-z_$][\w$]*)*(?=:(?: |$)|$)/;

/**
 * The first line of an error that isn't empty, without the queue's verdict before it. If it is only a type, it is
 * followed by the first line of the message.
 */
function firstLineOf(error: string): FirstLine {
  let text = error;
  for (let judged = verdictIn(text); judged.verdict !== null; judged = verdictIn(text)) text = judged.error;
  const first = lineFrom(text, 0);
  const typeEnd = typeEndOf(first.line);
  if (typeEnd === 0 || typeEnd !== first.line.length - 1) {
    return { line: first.line, typeEnd, open: first.open };
  }
  const second = lineFrom(text, first.next);
  return second.line === ''
    ? { ...first, typeEnd }
    : { ...second, line: `${first.line} ${second.line}`, typeEnd };
}

/** The next line that isn't blank, and where the text continues after it; an empty line at the end. */
function lineFrom(text: string, from: number): { line: string; next: number; open: boolean } {
  const start = next(anySign, text, from);
  const end = endOfTidy(text, start);
  if (end === text.length) return { line: text.slice(start), next: end, open: false };
  return text.charCodeAt(end) === 10
    ? { line: text.slice(start, end), next: end, open: next(anySign, text, end) < text.length }
    : tidied(text, start);
}

/** Where the line ends, if it is short, plain text with single spaces; otherwise where it stops being that. */
function endOfTidy(text: string, start: number): number {
  const most = Math.min(text.length, start + longestLine);
  let last = 0;
  for (let at = start; at < most; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 33 || code > 126) {
      if (code !== 32 || last === 32) return code === 10 && last === 32 ? at - 1 : at;
    }
    last = code;
  }
  return last === 32 ? most - 1 : most;
}

function tidied(text: string, start: number): { line: string; next: number; open: boolean } {
  const end = next(lineBreak, text, start);
  const cut = text.slice(start, Math.min(end, start + 2 * longestLine));
  const line = cut.replace(colours, '').replace(/\s+/g, ' ').trim();
  const open =
    start + cut.length < end || line.length > longestLine || next(anySign, text, end) < text.length;
  return { line: line.slice(0, longestLine).trimEnd(), next: end, open };
}

/** Where a pattern first matches from there on; the text's end if it doesn't. */
function next(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/**
 * Types are named like classes, or at least their last part is; file names and ids aren't types. With backslashes
 * they are PHP's, and told from accounts and paths by the word for an error in them.
 */
function typeEndOf(line: string): number {
  const name = typeName.exec(line)?.[0] ?? '';
  if (name.includes('\\') && !/Exception|Error|Fail|Fault/.test(name)) return 0;
  const last = /[\w$]*$/.exec(name)?.[0] ?? '';
  const first = last.charCodeAt(0);
  return first >= 65 && first <= 90 && !isFileEnding(last) && !/^[0-9A-F]{7,}$/.test(name) ? name.length : 0;
}

/** Why jobs failed, in words that are the same for all that failed for the same reason. */
export interface Cause {
  /**
   * 12 lower-case hex digits, always the same for the same cause; computed from the whole cause, not from `text`.
   */
  readonly key: string;
  /**
   * One line of at most 200 characters, untrusted like the error; the view sanitises it and cuts it to its width.
   */
  readonly text: string;
}

/**
 * The cause of an error in brief (`recordInBrief`): the exception's type, as it is, and the first line of its
 * message with `<n>`, `<path>.csv`, `"<…>"` and so on in place of what varies, in the order given at {@link
 * withoutVarying}.
 *
 * Digits stay in words (`utf-8`, `int64`, `x86_64`), and in codes that tell one cause from another: a status of
 * HTTP, an errno, a signal, an exit code, SQLSTATE, `ORA-00942`, and the pair that a driver's error is.
 * Any text has a cause, an empty one too. Linear in the text's length; only the first 4,096 characters of a line count.
 */
export function causeOf(error: string): Cause {
  const { line, typeEnd, open } = firstLineOf(error);
  const whole = withoutVarying(line, typeEnd, open);
  return { key: keyOf(whole), text: capped(whole) };
}

/**
 * The cause in a row's own error text, or in a recorded failure with its stack trace: the first failure counts, as
 * in the list of jobs. Null if there is no error.
 */
export function causeOfText(text: string | null, stackTrace: string | null): Cause | null {
  const message = text ?? '';
  const error = failuresInMessage(message, 1)[0]?.error.trim() || message;
  const brief = errorInBrief(error, stackTrace);
  return brief.error.trim() === '' ? null : causeOf(brief.error);
}

/** The cause of a job's failure; null if the record has no error. */
export function causeOfRecord(job: FailureRecord): Cause | null {
  const brief = recordInBrief(job);
  return brief === null ? null : causeOf(brief.error);
}

const longestText = 200;

/** A text cut to at most that many characters, without splitting one. */
function capped(text: string): string {
  if (text.length <= longestText) return text;
  const characters = Array.from(text.slice(0, 2 * longestText + 2));
  return characters.length <= longestText
    ? text
    : `${characters
        .slice(0, longestText - 1)
        .join('')
        .trimEnd()}…`;
}
