import { gap, withGap } from '../../model/text.js';
import { pythonTraceback } from './python.js';
import { elixirTraceback, phpTraceback, rubyTraceback } from './ruby-php-elixir.js';
import { goPanic, rustPanic, rustReport } from './rust-go.js';
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
function atTraceback(lines: readonly string[]): Traceback | null {
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
  const found = looks < 0 ? head.findIndex((line) => line.trim() !== '') : looks;
  return found < 0 ? end : from + found;
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
  const whole = joined(lines).replace(leads, '');
  // Not done with an expression for blanks before an end: it would start again at each blank of a long run.
  const text = /[{,]$/.test(whole) ? whole.slice(0, -1).trimEnd() : whole;
  return /^\[[^[]*\]$/.test(text) ? text.slice(1, -1) : text;
}

/**
 * How much of a text is searched for a traceback, in characters: its beginning, and its end, which says what happened.
 */
const looked = 131_072;

/**
 * What the traceback in a text says; null if the text holds no known traceback: Python (chained, grouped, with
 * notes, syntax errors, crashes), JavaScript under Node, Java and other JVM languages, .NET, Go, Rust, Ruby, PHP and
 * Elixir.
 * Takes time linear in the text's length, which is unlimited; for a recent text, returns the same object again.
 * The text may hold other things before and after.
 */
export function tracebackIn(text: string): Traceback | null {
  // Of one line, only Elixir's errors are known as such.
  if (!text.includes('\n') && !text.startsWith('** (')) return null;
  const known = remembered.get(text);
  const found = known === undefined ? find(text) : known;
  // Moves the entry to the end, so that the one unused for longest is dropped first.
  remembered.delete(text);
  remembered.set(text, found);
  if (known === undefined) forgetBeyond(text.length);
  return found;
}

/** The screen is drawn often, each time with the same errors, so their results are remembered by text. */
const remembered = new Map<string, Traceback | null>();
/** The total length of the remembered texts, in characters. A screen full of the longest errors has less. */
const mostRemembered = 8_388_608;
let length = 0;

function forgetBeyond(more: number): void {
  length += more;
  for (const text of remembered.keys()) {
    if (length <= mostRemembered || remembered.size === 1) return;
    remembered.delete(text);
    length -= text.length;
  }
}

function find(text: string): Traceback | null {
  const lines = bothEnds(text)
    .replace(colours, '')
    .split(/\r?\n/)
    .filter((line) => line !== gap);
  for (const finder of finders) {
    const found = finder(lines);
    if (found !== null) return { ...found, error: found.error.slice(0, longestError) };
  }
  return null;
}

/** In this order, because a Python program's output is often quoted by the program that ran it. */
const finders = [
  ...[pythonTraceback, rustPanic, goPanic, phpTraceback, elixirTraceback],
  ...[atTraceback, rubyTraceback, rustReport],
];

const longestError = 4096;

/** Runtimes colour their tracebacks when they believe that a terminal shows them. */
const colours = /\u001b\[[\d;]{0,32}m/g;

function bothEnds(text: string): string {
  if (text.length <= 2 * looked) return text;
  return withGap(text.slice(0, looked), text.slice(-looked));
}
