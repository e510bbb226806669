import { expect, it } from '@jest/globals';
import { everyTwoBursts } from './placement.js';
import { playsOf } from './play.js';
import { loadRecordings } from './recording.js';

/** A scenario with few steps, in which no read waits for a lock; `npm run simulate` plays all. */
const scenario = 'restored-wal';

it('a reader shows committed states only, wherever two bursts of a writer’s steps are placed', async () => {
  const [recorded] = loadRecordings()
    .filter(({ name }) => name === scenario)
    .flatMap(playsOf);
  if (recorded === undefined) throw new Error(`no recording of ${scenario}`);
  let placements = 0;
  let apart = 0;
  for await (const { looks } of everyTwoBursts(recorded, 1)) {
    const [first, second] = looks;
    placements += 1;
    if (first !== undefined && second !== undefined && second > first + 1) apart += 1;
  }
  expect(apart).toBeGreaterThan(1000);
  expect(placements).toBeGreaterThan(apart);
}, 60_000);
