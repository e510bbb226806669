import { verdictIn } from '../error-summary.js';
import { isFileEnding } from './paths.js';

/** The line of an error that says its cause. */
export interface FirstLine {
  /** One line without runs of spaces, of bounded length. */
  readonly line: string;
  /** Where the exception's type ends in it; 0 where it names none. */
  readonly typeEnd: number;
  /** True where the error goes on: the line was cut, or more lines follow. */
  readonly open: boolean;
}

/** How much of a line tells its cause, in characters. */
const longestLine = 4096;

const anySign = /\S/g;
const lineBreak = /[\n\r\v\f\u0085\u2028\u2029]/g;
const colours = /\u001b\[[\d;]{0,32}m/g;
const typeName = /^[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*(?=:(?: |$)|$)/;

/**
 * The first line of an error that says anything, without the queue's verdict before it. Where it is a type and nothing
 * else, the message's own first line follows it.
 */
export function firstLineOf(error: string): FirstLine {
  let text = error;
  for (let told = verdictOf(text); told.verdict !== null; told = verdictOf(text)) text = told.error;
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

/** The next line that isn't blank, and where the text goes on behind it; an empty one at the end. */
function lineFrom(text: string, from: number): { line: string; next: number; open: boolean } {
  const start = next(anySign, text, from);
  const end = endOfTidy(text, start);
  if (end === text.length) return { line: text.slice(start), next: end, open: false };
  return text.charCodeAt(end) === 10
    ? { line: text.slice(start, end), next: end, open: next(anySign, text, end) < text.length }
    : tidied(text, start);
}

/** Where the line ends that is short, and plain text with single spaces; else where it is not. */
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

/** Where a pattern is found first from there on; the text's end where it isn't. */
function next(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

const noVerdict = { verdict: null, error: '' } as const;

/** The same as {@link verdictIn}, without a look at what cannot begin with one. */
function verdictOf(text: string): ReturnType<typeof verdictIn> {
  const first = text.charCodeAt(0);
  return first === 109 || first === 112 || first < 33 || first > 126 ? verdictIn(text) : noVerdict;
}

/** Types are named like classes, at least their last part; a file's name isn't one, nor an id. */
function typeEndOf(line: string): number {
  const name = typeName.exec(line)?.[0] ?? '';
  const last = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf(':')) + 1);
  const first = last.charCodeAt(0);
  return first >= 65 && first <= 90 && !isFileEnding(last) && !/^[0-9A-F]{7,}$/.test(name) ? name.length : 0;
}
