import { describe, it } from '@jest/globals';
import { Random } from '../torture/random.js';
import { play, somePlacement } from './placement.js';
import { type Play, playsOf } from './play.js';
import { loadRecordings } from './recording.js';
import { walk } from './walk.js';

const recordings = loadRecordings().filter(({ name }) => !name.startsWith('queue-'));

/** How much of each kind is done for one recording. */
interface Share {
  readonly one: number;
  /** Placements of two to four bursts. */
  readonly more: number;
  readonly walks: number;
}

const ofScenario: Share = { one: 200, more: 220, walks: 5 };
const ofKill: Share = { one: 10, more: 10, walks: 1 };

async function simulate(recorded: Play, { one, more, walks }: Share, random: Random): Promise<void> {
  for (let count = 0; count < one; count += 1) await play(recorded, somePlacement(recorded, 1, random));
  for (let count = 0; count < more; count += 1) {
    await play(recorded, somePlacement(recorded, random.whole(2, 4), random));
  }
  for (let count = 0; count < walks; count += 1) await walk(recorded, random.whole(0, 2 ** 31));
}

describe('a reader beside a recorded writer that goes on between any two looks', () => {
  it.each(recordings)('shows what was committed, and nothing else: $name', async (recording) => {
    const [whole, ...killed] = playsOf(recording);
    if (whole === undefined) throw new Error('no recording');
    await simulate(whole, ofScenario, new Random(1));
    for (const [index, cut] of killed.entries()) await simulate(cut, ofKill, new Random(index));
  });
});
