import { bestFrame, type Frame, joined, related, type Thrown, type Traceback } from './thrown.js';

const atLine =
  /^\s+at (?:.{0,2000}(?:\)|:\d{1,9}|:line \d{1,9})|<anonymous>)(?: ~?\[[^\]]{0,200}\])?(?: \{|,)?$/;
const causeLine = /^(?:Caused by: |\s*\[cause\]: )(.+)$/;
const errorsLine = /^\s*\[errors\]: \[\s*$/;
const thrownLine =
  /^(?:Exception in thread ".{0,200}" |Unhandled exception[.:] |Uncaught |\[)?[\w$.]{0,300}(?:Error|Exception|Throwable|Failure|Fault)\b/;
const leads = /^(?:Exception in thread ".{0,200}" |Unhandled exception[.:] |Uncaught )/;
const nodesLast = /^Node\.js v\d/;

/** A traceback whose frames begin with `at`: JavaScript, JVM languages, .NET. */
export function atTraceback(lines: readonly string[]): Traceback | null {
  const first = lines.findIndex((line) => atLine.test(line));
  const start = Math.max(0, lines.findIndex((line) => /^\s*\^+\s*$/.test(line)) + 1);
  if (first < 0) return thrownValue(lines, start);
  const begin = beginning(lines, start <= first ? start : 0, first);
  if (begin === first) return null;
  return several(lines, begin) ?? inner(lines, begin, first) ?? caused(lines, begin, first);
}

/** For a thrown value that isn't an error, Node prints no frames. */
function thrownValue(lines: readonly string[], start: number): Traceback | null {
  const end = lines.findIndex((line) => nodesLast.test(line));
  if (start === 0 || end < start) return null;
  return { error: clean(lines.slice(start, end)), frame: null, other: null };
}

/** Where the error begins: the first line that looks like one, because other text may come before it. */
function beginning(lines: readonly string[], from: number, end: number): number {
  const head = lines.slice(from, end);
  const looks = head.findIndex((line) => thrownLine.test(line));
  const said = looks < 0 ? head.findIndex((line) => line.trim() !== '') : looks;
  return said < 0 ? end : from + said;
}

/** The first of an AggregateError's errors says more than the AggregateError itself. */
function several(lines: readonly string[], begin: number): Traceback | null {
  const list = lines.findIndex((line) => errorsLine.test(line));
  if (list < begin) return null;
  const leaf = thrownFrom(lines, list + 1);
  const end = lines.findIndex((line, index) => index >= begin && (atLine.test(line) || index >= list));
  return { ...leaf, other: { how: 'one of', error: clean(lines.slice(begin, end)) } };
}

/** .NET lists inner errors first, each after an arrow, and the innermost one's frames before the others'. */
function inner(lines: readonly string[], begin: number, first: number): Traceback | null {
  const head = lines.slice(begin, first).join('\n').replaceAll('\n --->', ' --->').split(' ---> ');
  const innermost = head.at(-1);
  if (head.length < 2 || innermost === undefined) return null;
  const frame = bestFrame(framesFrom(lines, first));
  return related({ error: clean([head[0] ?? '']), frame }, 'caused by', { error: clean([innermost]), frame });
}

function caused(lines: readonly string[], begin: number, first: number): Traceback {
  const thrown = { error: clean(lines.slice(begin, first)), frame: bestFrame(framesFrom(lines, first)) };
  const cause = lines.findLastIndex((line, index) => index > first && causeLine.test(line));
  return related(thrown, 'caused by', cause < 0 ? null : thrownFrom(lines, cause));
}

/** The error that begins on a line, and where it was thrown. */
function thrownFrom(lines: readonly string[], start: number): Thrown {
  const length = lines.slice(start).findIndex((line) => atLine.test(line));
  const end = length < 0 ? start + 1 : start + length;
  const [head = '', ...rest] = lines.slice(start, end);
  return {
    error: clean([causeLine.exec(head)?.[1] ?? head, ...rest]),
    frame: length < 0 ? null : bestFrame(framesFrom(lines, end)),
  };
}

/** The frames of one error, innermost first. */
function framesFrom(lines: readonly string[], first: number): readonly Frame[] {
  const length = lines.slice(first).findIndex((line) => causeLine.test(line) || errorsLine.test(line));
  return lines
    .slice(first, length < 0 ? lines.length : first + length)
    .filter((line) => atLine.test(line))
    .flatMap((line) => frameIn(line) ?? []);
}

function frameIn(line: string): Frame | null {
  const java = /^\s+at (\S{1,2000})\(([\w$.-]{1,200}):(\d{1,9})\)/.exec(line);
  if (java !== null) return { file: java[2] ?? '', line: java[3] ?? '', foreign: isOfJava(java[1] ?? '') };
  const net = / in (.{1,2000}):line (\d{1,9})$/.exec(line);
  if (net !== null) return { file: net[1] ?? '', line: net[2] ?? '', foreign: false };
  const node = /(?:\(|\bat (?:async )?)([^()]{1,2000}?):(\d{1,9}):\d{1,9}\)?(?: \{|,)?$/.exec(line);
  if (node === null) return null;
  const file = node[1] ?? '';
  return { file, line: node[2] ?? '', foreign: isOfNode(file) };
}

function isOfJava(method: string): boolean {
  return /^(?:[\w.@]{1,200}\/)?(?:java|javax|jdk|sun|com\.sun|kotlin|scala|groovy|clojure)\./.test(method);
}

function isOfNode(file: string): boolean {
  return /^(?:node:|internal\/)|[/\\]node_modules[/\\]/.test(file) || !/[/\\]/.test(file);
}

function clean(lines: readonly string[]): string {
  const said = joined(lines).replace(leads, '');
  // Not done with an expression for blanks before an end: it would start again at each blank of a long run.
  const text = /[{,]$/.test(said) ? said.slice(0, -1).trimEnd() : said;
  return /^\[[^[]*\]$/.test(text) ? text.slice(1, -1) : text;
}
