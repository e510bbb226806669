import { Random } from '../../lib/demo/random.js';
import { chosen } from './light-query.js';
import { timelineOf } from './placement.js';
import type { Play } from './play.js';
import type { Burst } from './simulated-system.js';

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
