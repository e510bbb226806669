import {
  bestFrame,
  type Frame,
  joined,
  type Relation,
  related,
  type Thrown,
  type Traceback,
} from './thrown.js';

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
export function pythonTraceback(lines: readonly string[]): Traceback | null {
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
