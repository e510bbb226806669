import { Random } from '../torture/random.js';
import { chosen } from './light-query.js';
import type { Play } from './play.js';
import type { Burst } from './simulated-system.js';
import { Timeline } from './timeline.js';

/** Where a reader begins, and where the writer goes on meanwhile. */
export interface Placement {
  /** How many steps are done when the read begins. */
  readonly start: number;
  readonly bursts: readonly Burst[];
  /** Decides all else. */
  readonly seed: number;
}

/** What a placement was. */
export interface Placed {
  /** Before which looks the bursts came; those are missing that no look was left for. */
  readonly looks: readonly number[];
  readonly reads: number;
}

/**
 * Reads once, twice or three times: perhaps at an earlier step, then with the bursts, and once more where they left off.
 * Throws what the reader did wrong, and at which placement.
 */
export async function play(recorded: Play, placement: Placement): Promise<Placed> {
  try {
    return await read(recorded, placement);
  } catch (error) {
    throw new Error(`${JSON.stringify(placement)}: ${String(error)}`, { cause: error });
  }
}

async function read(recorded: Play, { start, bursts, seed }: Placement): Promise<Placed> {
  const random = new Random(seed);
  const warm = random.pick([null, 0, 1, 4, 30]);
  const begin = warm === null ? start : Math.max(0, start - random.whole(0, warm));
  const timeline = timelineOf(recorded, begin, random);
  const choice = chosen(random);
  const pass = () => {
    timeline.system.clock += random.pick([0, 0.5, 30, 200, 2000]);
  };
  if (warm !== null) {
    await timeline.read(choice);
    pass();
    timeline.system.advance(start - begin);
    pass();
  }
  const { placed } = await timeline.read(choice, bursts);
  pass();
  await timeline.read(choice);
  return { looks: placed, reads: warm === null ? 2 : 3 };
}

/** A reader before its first read, under conditions that chance decides. */
export function timelineOf(recorded: Play, start: number, random: Random): Timeline {
  return new Timeline(recorded, {
    start,
    age: random.pick([0.1, 30, 200, 5000]),
    tick: random.pick([1, 4, 10]),
    piece: random.pick([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 300]),
    random,
  });
}

/** Every placement of one burst: each length of it from each step on, before each look that sees it. */
export async function* everyBurst(recorded: Play, seed: number): AsyncGenerator<Placed> {
  const last = recorded.worlds.length - 1;
  for (let start = 0; start < last; start += 1) {
    for (let steps = 1; start + steps <= last; steps += 1) {
      for (let look: number | undefined = 0; look !== undefined; ) {
        const mixed = seed + start * 7919 + steps * 104729 + look * 31;
        const placed = await play(recorded, { start, bursts: [{ look, steps }], seed: mixed });
        yield placed;
        const [at] = placed.looks;
        look = at === undefined ? undefined : at + 1;
      }
    }
  }
}

/** A placement of so many bursts by chance; short ones more often than long ones. */
export function somePlacement(recorded: Play, bursts: number, random: Random): Placement {
  const last = recorded.worlds.length - 1;
  const start = random.whole(0, last - 1);
  let look = 0;
  const some = Array.from({ length: bursts }, () => {
    look += random.whole(0, random.pick([4, 20, 60]));
    return { look, steps: random.whole(1, random.pick([1, 2, 4, 12, last])) };
  });
  return { start, bursts: some, seed: random.whole(0, 2 ** 31) };
}
