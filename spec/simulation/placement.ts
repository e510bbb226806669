import { Random } from '../../lib/demo/random.js';
import type { Play } from './play.js';
import type { Burst } from './simulated-system.js';
import { chosen, Timeline } from './timeline.js';

/** Where a reader begins, and where the writer continues meanwhile. */
export interface Placement {
  /** How many steps are done when the read begins. */
  readonly start: number;
  readonly bursts: readonly Burst[];
  /** What the reader does meanwhile. */
  readonly while: 'reading' | 'looking';
  /** Decides everything else. */
  readonly seed: number;
}

/** What a placement was. */
export interface Placed {
  /** Before which looks the bursts came; those are missing that no look was left for. */
  readonly looks: readonly number[];
  readonly reads: number;
}

/**
 * Reads at up to three earlier steps, reads or looks with the bursts, and reads once more where they left off.
 * Throws what the reader did wrong, and at which placement.
 */
export async function play(recorded: Play, placement: Placement): Promise<Placed> {
  try {
    return await read(recorded, placement);
  } catch (error) {
    throw new Error(`${JSON.stringify(placement)}: ${String(error)}`, { cause: error });
  }
}

async function read(recorded: Play, { start, bursts, seed, while: what }: Placement): Promise<Placed> {
  const random = new Random(seed);
  const warm = random.pick([[], [0], [4], [30], [25, 12], [30, 20, 8]]);
  const stops = warm
    .map((steps) => Math.max(0, start - random.whole(0, steps)))
    .sort((one, other) => one - other);
  const timeline = timelineOf(recorded, stops[0] ?? start, random);
  const choice = chosen(random);
  const pass = () => {
    timeline.system.clock += random.pick([0, 0, 0, 0.5, 30, 200, 2000]);
  };
  for (const [index] of stops.entries()) {
    await timeline.lookAndRead(choice);
    pass();
    timeline.system.advance((stops[index + 1] ?? start) - timeline.system.position);
    pass();
  }
  const looks =
    what === 'looking' ? await timeline.look(bursts) : (await timeline.read(choice, bursts)).placed;
  pass();
  await timeline.lookAndRead(choice);
  return { looks, reads: stops.length + 2 };
}

/** A reader before its first read, under conditions that chance decides. */
function timelineOf(recorded: Play, start: number, random: Random): Timeline {
  return new Timeline(recorded, {
    ...{ start, age: random.pick([0.1, 30, 200, 5000]), tick: random.pick([1, 4, 10, 10]) },
    ...{ piece: random.pick([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 300]), random },
  });
}

/** Every placement of one burst: each length of it from each step on, before each look that sees it. */
export async function* everyBurst(recorded: Play, seed: number): AsyncGenerator<Placed> {
  const last = recorded.worlds.length - 1;
  for (let start = 0; start < last; start += 1) {
    for (let steps = 1; start + steps <= last; steps += 1) {
      for (const what of ['reading', 'looking'] as const) {
        for (let look: number | undefined = 0; look !== undefined; ) {
          const mixed = seed + start * 7919 + steps * 104729 + look * 31;
          const bursts = [{ look, steps }];
          const placed = await play(recorded, { start, bursts, while: what, seed: mixed });
          yield placed;
          const [at] = placed.looks;
          look = at === undefined ? undefined : at + 1;
        }
      }
    }
  }
}

/**
 * Every placement of two bursts, each of one step or up to the end of a transaction: the first from each step on,
 * before each look that sees it, the second before each look from there on.
 */
export async function* everyTwoBursts(recorded: Play, seed: number): AsyncGenerator<Placed> {
  const last = recorded.worlds.length - 1;
  for (let start = 0; start < last; start += 1) {
    for (const first of lengthsAt(recorded, start)) {
      for (const second of lengthsAt(recorded, start + first)) {
        if (start + first + second <= recorded.known) continue;
        for (const what of ['reading', 'looking'] as const) {
          const mixed = seed + start * 7919 + first * 104729 + second * 1299709;
          yield* everyTwoLooks(recorded, { start, while: what, seed: mixed }, first, second);
        }
      }
    }
  }
}

async function* everyTwoLooks(
  recorded: Play,
  placement: Omit<Placement, 'bursts'>,
  first: number,
  second: number,
): AsyncGenerator<Placed> {
  for (let early: number | undefined = 0; early !== undefined; ) {
    let next: number | undefined;
    for (let late: number | undefined = early; late !== undefined; ) {
      const bursts = [
        { look: early, steps: first },
        { look: late, steps: second },
      ];
      const mixed = placement.seed + early * 31 + late * 37;
      const placed = await play(recorded, { ...placement, bursts, seed: mixed });
      yield placed;
      const [one, other]: readonly (number | undefined)[] = placed.looks;
      next = one === undefined ? undefined : one + 1;
      late = other === undefined ? undefined : other + 1;
    }
    early = next;
  }
}

/** One step, and as many as the transaction has that is under way there. */
function lengthsAt({ contents, worlds }: Play, step: number): readonly number[] {
  const last = worlds.length - 1;
  if (step >= last) return [];
  const end = contents.find(({ until }) => until > step)?.until ?? last;
  return [...new Set([1, Math.min(end, last) - step])];
}

/** A placement of `bursts` bursts by chance: short ones more often than long, or all of them whole transactions. */
export function somePlacement(recorded: Play, bursts: number, random: Random): Placement {
  const last = recorded.worlds.length - 1;
  const ends = recorded.contents.map(({ until }) => Math.min(until, last));
  const areWhole = random.fraction() < 0.4;
  const start = areWhole ? random.pick([0, ...ends.slice(0, -1)]) : random.whole(0, last - 1);
  let [look, position] = [0, start];
  const some = Array.from({ length: bursts }, () => {
    look += random.whole(0, random.pick([4, 20, 60]));
    const end = ends.find((one) => one > position) ?? last + 1;
    const steps = areWhole ? end - position : random.whole(1, random.pick([1, 2, 4, 12, last]));
    position += steps;
    return { look, steps };
  });
  const what = random.fraction() < 0.1 ? 'looking' : 'reading';
  return { start, bursts: some, while: what, seed: random.whole(0, 2 ** 31) };
}

/**
 * One long-lived reader along a whole recording, read after read, while the writer continues between any two looks, at
 * one of several paces. Returns the number of reads. Throws what the reader did wrong, and the seed.
 */
export async function walk(recorded: Play, seed: number): Promise<number> {
  try {
    return await along(recorded, new Random(seed));
  } catch (error) {
    throw new Error(`walk ${seed}: ${String(error)}`, { cause: error });
  }
}

async function along(recorded: Play, random: Random): Promise<number> {
  const timeline = timelineOf(recorded, 0, random);
  const { system } = timeline;
  const gap = random.pick([2, 10, 40, 160]);
  let reads = 0;
  for (let choice = chosen(random); ; choice = random.pick([choice, chosen(random)])) {
    const isLast = system.isOver;
    const { placed } = await timeline.read(choice, someBursts(random, gap));
    reads += 1;
    if (isLast) return reads;
    // A burst that no look sees would be put off for ever.
    if (placed.length === 0) system.advance(1);
    system.clock += random.pick([0, 0, 1, 30, 300]);
  }
}

/** Bursts before looks that are about so far apart, as far as a read may come. */
function someBursts(random: Random, gap: number): readonly Burst[] {
  const bursts: Burst[] = [];
  for (let look = random.whole(0, gap); look < 1000; look += random.whole(1, 2 * gap)) {
    bursts.push({ look, steps: random.pick([1, 1, 1, 2, 3, 8]) });
  }
  return bursts;
}
