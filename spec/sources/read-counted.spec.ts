import { expect, it } from '@jest/globals';
import { countsAlone, readCounted } from '../../lib/sources/source.js';
import { countingPictureOf, pictureOf } from '../view/scene.js';

/** Reads a database whose jobs are counted by its nth read; returns what comes of it and how often it was read. */
async function readBy(nth: number) {
  let reads = 0;
  const reader = {
    read: async () => {
      reads += 1;
      return { kind: 'picture', picture: reads < nth ? countingPictureOf([]) : pictureOf([]) } as const;
    },
    look: async () => '',
    close: async () => undefined,
  };
  const result = await readCounted({ reader, path: '/queues/alpha.sqlite' }, countsAlone);
  return { reads, is: result.kind === 'problem' ? result.problem.code : result.picture.counts !== null };
}

it('a database is read until its jobs are counted, but not for ever', async () => {
  expect(await readBy(1)).toEqual({ reads: 1, is: true });
  expect(await readBy(4)).toEqual({ reads: 4, is: true });
  expect(await readBy(5)).toEqual({ reads: 4, is: 'busy' });
});
