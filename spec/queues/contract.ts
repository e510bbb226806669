import { expect } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import { readWhole } from '../postgres/same-rows.js';
import type { QueueScene } from './scene.js';

const all: PictureRequest = {
  filter: everyJob,
  ...{ anchor: { kind: 'index', index: 0 }, before: 0, after: 100, failures: 5, causes: { sampleOf: null } },
};

/** Expects a reader to show a scene: each job once and as it should be, the counts of all of them, and their causes. */
export async function expectScene(
  reader: SnapshotReader,
  { name, jobs, causes }: Omit<QueueScene, 'make'>,
): Promise<void> {
  const result = await readWhole(reader, all);
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  const { queue, window, counts, causes: shown } = result.picture;
  expect(queue?.name).toBe(name);
  expect(Object.fromEntries(window.jobs.map((job) => [job.id, job]))).toEqual(
    Object.fromEntries(
      Object.entries(jobs).map(([id, job]) => [id, expect.objectContaining({ id, ...job })]),
    ),
  );
  const having = (status: string) => Object.values(jobs).filter((job) => job.status === status).length;
  for (const [status, count] of Object.entries(counts ?? {}))
    expect([status, count]).toEqual([status, having(status)]);
  expect(shown?.groups.map(({ text, count }) => [text, count])).toEqual(Object.entries(causes));
}
