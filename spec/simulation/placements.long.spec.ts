import { expect, it } from '@jest/globals';
import { everyTwoBursts, play } from './placement.js';
import { type Play, playsOf } from './play.js';
import { loadRecordings } from './recording.js';

function recorded(scenario: string): Play {
  const [whole] = loadRecordings()
    .filter(({ name }) => name === scenario)
    .flatMap(playsOf);
  if (whole === undefined) throw new Error(`no recording of ${scenario}`);
  return whole;
}

it('a read ends without a picture if the file is written too late to be seen at rest', async () => {
  // Three attempts fit between the step and the end of the read, the last of them 54 ms after the first.
  const bursts = [{ look: 961, steps: 18 }];
  await play(recorded('rollback-off'), { start: 1, bursts, while: 'reading', seed: 1922833 });
});

it('a reader shows committed states only, wherever two bursts of a writer’s steps are placed', async () => {
  let placements = 0;
  let apart = 0;
  // A scenario with few steps, in which no read waits for a lock; `npm run simulate` plays all.
  for await (const { looks } of everyTwoBursts(recorded('restored-wal'), 1)) {
    const [first, second] = looks;
    placements += 1;
    if (first !== undefined && second !== undefined && second > first + 1) apart += 1;
  }
  expect(apart).toBeGreaterThan(1000);
  expect(placements).toBeGreaterThan(apart);
}, 60_000);
