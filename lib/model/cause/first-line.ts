import { verdictIn } from '../error-summary.js';
import { isFileEnding } from './paths.js';

/** The line of an error that states its cause. */
export interface FirstLine {
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
const typeName = /^[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*(?=:(?: |$)|$)/;

/**
 * The first line of an error that isn't empty, without the queue's verdict before it. If it is only a type, it is
 * followed by the first line of the message.
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

const noVerdict = { verdict: null, error: '' } as const;

/** The same as {@link verdictIn}, skipping texts that can't begin with a verdict. */
function verdictOf(text: string): ReturnType<typeof verdictIn> {
  const first = text.charCodeAt(0);
  return first === 109 || first === 112 || first < 33 || first > 126 ? verdictIn(text) : noVerdict;
}

/** Types are named like classes, or at least their last part is; file names and ids aren't types. */
function typeEndOf(line: string): number {
  const name = typeName.exec(line)?.[0] ?? '';
  const last = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf(':')) + 1);
  const first = last.charCodeAt(0);
  return first >= 65 && first <= 90 && !isFileEnding(last) && !/^[0-9A-F]{7,}$/.test(name) ? name.length : 0;
}
