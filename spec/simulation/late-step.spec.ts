import { it } from '@jest/globals';
import { play } from './placement.js';
import { playsOf } from './play.js';
import { loadRecordings } from './recording.js';

it('a read ends without a picture if the file is written too late to be seen at rest', async () => {
  const [recorded] = loadRecordings()
    .filter(({ name }) => name === 'rollback-off')
    .flatMap(playsOf);
  if (recorded === undefined) throw new Error('no recording');
  // Three attempts fit between the step and the end of the read, the last of them 54 ms after the first.
  const bursts = [{ look: 961, steps: 18 }];
  await play(recorded, { start: 1, bursts, while: 'reading', seed: 1922833 });
});
