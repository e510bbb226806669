import { gap, withGap } from './text.js';

/** What was thrown, and where. All of it is untrusted text. */
interface Thrown {
  /** What was thrown, as the runtime prints it: a type, a message, or both. It may have several lines. */
  readonly error: string;
  /** Where: a file's name and a line, `parser.py:88`, in the program's own code if possible; null if unknown. */
  readonly frame: string | null;
}

/** What a traceback says. */
export interface Traceback extends Thrown {
  /** Another error that says more: the root cause of this one, or one that this one is made of. */
  readonly other: { readonly how: Relation; readonly error: string } | null;
}

/**
 * How two errors are related: one caused the other, happened while the other was handled, or is one of several.
 */
type Relation = 'caused by' | 'while handling' | 'one of';

/** A line of code that a traceback mentions. */
interface Frame {
  readonly file: string;
  readonly line: string;
  /** Whether it belongs to the runtime or to a library. */
  readonly foreign: boolean;
}

/** The frame that says most to the program's author, of frames from the innermost outwards. */
function bestFrame(frames: readonly Frame[]): string | null {
  const frame = frames.find(({ foreign }) => !foreign) ?? frames[0];
  if (frame === undefined) return null;
  const name = /[^/\\]+$/.exec(frame.file)?.[0] ?? frame.file;
  return `${name}:${frame.line}`;
}

/** Lines as one text, trimmed. */
function joined(lines: readonly string[]): string {
  return lines.join('\n').trim();
}

/** An error with the error behind it. If both say the same, it is said once, with the frame where it began. */
function related({ error, frame }: Thrown, how: Relation, behind: Thrown | null): Traceback {
  if (behind === null || behind.error === '') return { error, frame, other: null };
  if (error.includes(behind.error)) return { error, frame: behind.frame ?? frame, other: null };
  return { error, frame, other: { how, error: behind.error } };
}

const panicked = /\bthread '.{0,200}?'(?: \(\d{1,12}\))? panicked at (.{1,4096})$/;

/** A panic of Rust, in both of its forms: with the message on a line of its own, and with the message quoted. */
function rustPanic(lines: readonly string[]): Traceback | null {
  const start = lines.findIndex((line) => panicked.test(line));
  const said = panicked.exec(lines[start] ?? '')?.[1] ?? '';
  const place = /^(.{1,2000}):(\d{1,9}):\d{1,9}:$/.exec(said);
  if (place !== null) {
    const rest = lines.slice(start + 1);
    const end = rest.findIndex((line) => /^(?:note: |stack backtrace:)/.test(line));
    const message = joined(rest.slice(0, end < 0 ? rest.length : end));
    return { error: `panicked: ${message}`, frame: frameAt(place[1], place[2]), other: null };
  }
  const quoted = /^'(.{0,4000})', (.{1,2000}):(\d{1,9}):\d{1,9}$/.exec(said);
  if (quoted === null) return null;
  return { error: `panicked: ${quoted[1] ?? ''}`, frame: frameAt(quoted[2], quoted[3]), other: null };
}

/** A report of Rust's error libraries: an error, and below `Caused by:` what is behind it, the root last. */
function rustReport(lines: readonly string[]): Traceback | null {
  const list = lines.findIndex((line) => /^Caused by:\s*$/.test(line));
  if (list < 1) return null;
  const rest = lines.slice(list + 1);
  const end = rest.findIndex((line) => !/^\s+\S/.test(line));
  const causes = rest.slice(0, end < 0 ? rest.length : end);
  const head = lines.slice(0, list);
  const error = joined(
    head.slice(
      Math.max(
        0,
        head.findLastIndex((line) => /^Error: /.test(line)),
      ),
    ),
  );
  const root = (causes.at(-1) ?? '').replace(/^\s*(?:\d{1,4}: )?/, '').trim();
  return related({ error: error.replace(/^Error: /, ''), frame: null }, 'caused by', {
    error: root,
    frame: null,
  });
}

/** A panic or a fatal error of Go. */
function goPanic(lines: readonly string[]): Traceback | null {
  const stack = lines.findIndex((line) => /^goroutine \d{1,12}\b.{0,200}\[/.test(line));
  if (stack < 0) return null;
  const start = lines.slice(0, stack).findIndex((line) => /^(?:panic|fatal error): /.test(line));
  if (start < 0) return null;
  const frames = lines.slice(stack).flatMap((line) => {
    const [, file, number] = /^\s+(\S.{0,2000}\.go):(\d{1,9})(?: \+0x[\da-f]{1,16})?$/.exec(line) ?? [];
    if (file === undefined || number === undefined) return [];
    return [{ file, line: number, foreign: ofGo.test(file) }];
  });
  return { error: joined(lines.slice(start, start + 1)), frame: bestFrame(frames), other: null };
}

const ofGo = /\/(?:usr\/(?:local|lib)|opt)\/go[^/]{0,20}\/src\/|\/libexec\/src\/|\/pkg\/mod\//;

/** An uncaught error of Ruby: its place comes before the message, the calls that led to it below. */
function rubyTraceback(lines: readonly string[]): Traceback | null {
  const start = lines.findIndex(
    (line, index) => thrownByRuby.test(line) && /^\s+from \S/.test(lines[index + 1] ?? ''),
  );
  const [, file, line, error] = thrownByRuby.exec(lines[start] ?? '') ?? [];
  return error === undefined ? null : { error: error.trim(), frame: frameAt(file, line), other: null };
}

const thrownByRuby = /^(.{1,2000}?):(\d{1,9}):in [`'].{1,200}?': (.{1,4096})$/;

function frameAt(file: string | undefined, line: string | undefined): string | null {
  return file === undefined || line === undefined ? null : bestFrame([{ file, line, foreign: false }]);
}

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

const header = /Traceback \(most recent call last\):\s*$/;
const frameLine = /^\s+File "(.{1,4096})", line (\d{1,9})\b/;
const library =
  /[/\\](?:site-packages|dist-packages)[/\\]|[/\\][Ll]ib(?:32|64)?[/\\]python[\d.]*[/\\]|^<frozen /;
const chained = /^(?:(The above exception was the direct cause)|During handling of the above exception)/;
const ignored = /^Exception ignored (?:in|while)\b/;

/** One `Traceback (most recent call last)` with what was thrown. */
interface Block extends Thrown {
  /** Its relation to the block before it; null if there is none. */
  readonly how: Relation | null;
}

/** Python's traceback in some lines, or null. If there are several that aren't chained, the last one. */
function pythonTraceback(lines: readonly string[]): Traceback | null {
  const crash = lines.findIndex((line) => /^Fatal Python error: /.test(line));
  if (crash >= 0) return crashed(lines.slice(crash));
  const group = lines.findIndex((line) => /^\s*\+ Exception Group Traceback /.test(line));
  if (group >= 0) return groupTraceback(lines.slice(group));
  return chainOf(blocksIn(lines), null);
}

/** The last of some blocks, with the first error of its chain. `before` is what was thrown before all of them. */
function chainOf(blocks: readonly Block[], before: Traceback | null): Traceback | null {
  const last = blocks.at(-1);
  if (last === undefined) return before;
  if (last.error === '') return { error: 'traceback cut short', frame: last.frame, other: null };
  if (last.how === null) return { error: last.error, frame: last.frame, other: null };
  const chain = blocks.slice(blocks.findLastIndex((block) => block.how === null) + 1);
  const root = chain.length < blocks.length ? blocks[blocks.length - chain.length - 1] : before;
  return related(last, last.how, root ?? null);
}

function crashed(lines: readonly string[]): Traceback {
  const frames = lines.flatMap((line) => pythonFrameIn(line) ?? []);
  return { error: joined(lines.slice(0, 1)), frame: bestFrame(frames), other: null };
}

const opening = /^\s*\+-\+-{4,} 1 -{4,}\s*$/;
const closing = /^\s*\+-{4,}(?: (?:\d{1,9}|\.\.\.) -{4,})?\s*$/;

/**
 * The first error in a group, or in the groups within it: it says more than the group, which is named beside it.
 */
function groupTraceback(lines: readonly string[]): Traceback | null {
  const first = lines.findIndex((line) => closing.test(line));
  const opened = lines.slice(0, first < 0 ? lines.length : first);
  const sections: string[][] = [[]];
  for (const line of opened) {
    if (opening.test(line)) sections.push([]);
    else sections.at(-1)?.push(line.replace(/^\s*[|+] ?/, ''));
  }
  const thrown = sections.map((section): Thrown => {
    return blocksIn(section).at(-1) ?? { error: joined(section), frame: null };
  });
  const leaf = thrown.at(-1);
  if (leaf === undefined) return null;
  const several = thrown.slice(0, -1).find(({ error }) => !/\(1 sub-exception\)\s*$/.test(error));
  const group = related(leaf, 'one of', several ?? null);
  const end = lines.findLastIndex((line) => closing.test(line));
  return chainOf(end < 0 ? [] : blocksIn(lines.slice(end + 1)), group);
}

function blocksIn(lines: readonly string[]): readonly Block[] {
  const starts = lines.flatMap((line, index) => (header.test(line) ? [index] : []));
  if (starts.length === 0) {
    // Broken syntax in the script itself, or a text without its beginning.
    const frame = lines.findIndex((line) => frameLine.test(line));
    if (frame < 0) return [];
    starts.push(frame - 1);
  }
  return starts.flatMap((start, index): Block[] => {
    if (ignored.test(lines[start - 1] ?? '')) return [];
    return [blockFrom(lines, start, starts[index + 1] ?? lines.length, starts[index - 1] ?? 0)];
  });
}

function blockFrom(lines: readonly string[], start: number, end: number, previous: number): Block {
  let thrown = start + 1;
  const frames: Frame[] = [];
  for (; thrown < end && /^\s+\S/.test(lines[thrown] ?? ''); thrown += 1) {
    const frame = pythonFrameIn(lines[thrown] ?? '');
    if (frame !== null) frames.push(frame);
  }
  let after = thrown;
  while (after < end && !endsMessage(lines[after] ?? '')) after += 1;
  return {
    error: joined(lines.slice(thrown, after)),
    frame: bestFrame(frames.reverse()),
    how: linkIn(lines.slice(previous, Math.max(0, start))),
  };
}

/**
 * Lines at which a message ends: chains, the quotes around another process's traceback, another runtime's frames.
 */
function endsMessage(line: string): boolean {
  return chained.test(line) || ignored.test(line) || /^(?:"""$|\s+at .)/.test(line);
}

function linkIn(between: readonly string[]): Relation | null {
  const link = between.findLast((line) => chained.test(line));
  if (link === undefined) return null;
  return chained.exec(link)?.[1] === undefined ? 'while handling' : 'caused by';
}

function pythonFrameIn(line: string): Frame | null {
  const [, file, number] = frameLine.exec(line) ?? [];
  if (file === undefined || number === undefined) return null;
  return { file, line: number, foreign: library.test(file) };
}

/**
 * How much of a text is searched for a traceback, in characters: its beginning, and its end, which says what happened.
 */
const looked = 131_072;

/**
 * What the traceback in a text says; null if the text holds no known traceback: Python (chained, grouped, with
 * notes, syntax errors, crashes), JavaScript under Node, Java and other JVM languages, .NET, Go, Rust and Ruby.
 * Takes time linear in the text's length, which is unlimited; for a recent text, returns the same object again.
 * The text may hold other things before and after.
 */
export function tracebackIn(text: string): Traceback | null {
  if (!text.includes('\n')) return null;
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
const finders = [pythonTraceback, rustPanic, goPanic, atTraceback, rubyTraceback, rustReport] as const;

const longestError = 4096;

/** Runtimes colour their tracebacks when they believe that a terminal shows them. */
const colours = /\u001b\[[\d;]{0,32}m/g;

function bothEnds(text: string): string {
  if (text.length <= 2 * looked) return text;
  return withGap(text.slice(0, looked), text.slice(-looked));
}
