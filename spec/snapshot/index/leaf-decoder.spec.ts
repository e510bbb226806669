import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyQueue, makings, queueOf } from './any-queue.js';
import { decodedQueue, inOrder, queriedQueue } from './queue-file.js';

describe.each(Object.keys(makings))('the leaf pages of a queue of version %s', (making) => {
  it('are decoded to what SQL says, or left to SQL', async () => {
    let decoded = 0;
    let all = 0;
    await fc.assert(
      fc.asyncProperty(anyQueue(making), async (queue) => {
        const database = await queueOf(queue);
        const expected = queriedQueue(database);
        const { jobs, unusual } = decodedQueue(database);
        const rest = expected.filter(({ id }) => unusual.includes(id));
        expect(inOrder([...jobs, ...rest])).toEqual(expected);
        database.close();
        decoded += jobs.length;
        all += expected.length;
      }),
      { numRuns: 40 },
    );
    // What is left to SQL is always right: enough has to be decoded, but where numbers are reals.
    expect(decoded).toBeGreaterThan(making === 'real' ? 0 : all / 20);
  });
});
