import { expect, it } from '@jest/globals';
import { QueueIndex } from '../../../lib/snapshot/index/queue/queue-index.js';
import { leafIn, plainJob } from './queue-in-leaves.js';

it('an index of jobs that come and go stays as large as twelve thousand need, and knows those that are there', () => {
  const index = new QueueIndex();
  for (let round = 0; round < 40; round += 1) {
    const jobs = Array.from({ length: 1000 }, (_, nth) => [1000 * round + nth, plainJob] as const);
    for (const [id] of jobs) index.ids.set(id, `job ${id}`);
    index.replace([leafIn(index, 3, jobs, new Map())], [], new Map());
    index.order = Uint32Array.of(3);
    index.lists.list(`asked ${round}`, () => true);
    expect([round, index.ids.of(1000 * round), index.jobs]).toEqual([round, `job ${1000 * round}`, 1000]);
    expect(Math.max(index.ids.size, index.columns.ids.length)).toBeLessThanOrEqual(12_000);
    expect(index.lists.count).toBeLessThanOrEqual(8);
  }
});
