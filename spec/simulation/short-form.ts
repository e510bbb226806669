import { Random } from '../../lib/demo/random.js';
import { play, somePlacement, walk } from './placement.js';
import { type Play, playsOf } from './play.js';
import { loadRecordings, type Recording } from './recording.js';

/** The recordings that pages are read along. */
export function pageRecordings(): readonly Recording[] {
  return loadRecordings().filter(({ name }) => !name.startsWith('queue-'));
}

/** How much of each kind is done for one recording. */
interface Share {
  readonly one: number;
  /** Placements of two to four bursts. */
  readonly more: number;
  readonly walks: number;
}

const ofScenario: Share = { one: 200, more: 220, walks: 5 };
const ofKill: Share = { one: 10, more: 10, walks: 1 };

/** Plays some placements of each kind along one recording, always the same ones. Throws what the reader did wrong. */
export async function shortForm(recording: Recording): Promise<void> {
  const [whole, ...killed] = playsOf(recording);
  if (whole === undefined) throw new Error('no recording');
  await simulate(whole, ofScenario, new Random(1));
  for (const [index, cut] of killed.entries()) await simulate(cut, ofKill, new Random(index));
}

async function simulate(recorded: Play, { one, more, walks }: Share, random: Random): Promise<void> {
  for (let count = 0; count < one; count += 1) await play(recorded, somePlacement(recorded, 1, random));
  for (let count = 0; count < more; count += 1) {
    await play(recorded, somePlacement(recorded, random.whole(2, 4), random));
  }
  for (let count = 0; count < walks; count += 1) await walk(recorded, random.whole(0, 2 ** 31));
}
