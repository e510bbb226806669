import { afterEach, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import type { JobId } from '../../lib/model/job.js';
import { idAmong } from '../../lib/model/job-id.js';
import { MergedReader } from '../../lib/sources/merged-reader.js';
import { asOf, QueueDatabase, type Value } from '../snapshot/queries/queue-database.js';
import { QueueSource } from './queues.js';

let sources: readonly QueueSource[] = [];

afterEach(() => {
  for (const { database } of sources) database.close();
  sources = [];
});

const since = asOf - 60_000;
const ended = (status: string, at: number): Readonly<Record<string, Value>> => ({
  ...{ id: 1, plugin_name: 'fix', status, error_message: status === 'FAILED' ? 'disk full' : null },
  ...{ claim_time: new Date(at - 1000).toISOString(), end_time: new Date(at).toISOString() },
});

/** What is found of the new jobs of two databases with one job each. */
async function newOf(jobs: Readonly<Record<string, ReturnType<typeof ended>>>, seen: readonly JobId[] = []) {
  sources = await Promise.all(
    Object.entries(jobs).map(async ([name, row]) => {
      const database = await QueueDatabase.of('D', 'all');
      database.add(row);
      return new QueueSource(name, database);
    }),
  );
  const result = await new MergedReader(sources, () => asOf).read({
    filter: everyJob,
    anchor: { kind: 'new', since, from: { id: null, index: 0 }, seen },
    ...{ before: 0, after: 5, failures: 0 },
  });
  return result.kind === 'picture' ? result.picture.found : result;
}

it('a search for new jobs ignores jobs of another database that failed before the search', async () => {
  const jobs = { alpha: ended('FAILED', since - 1000), beta: ended('COMPLETED', since + 1000) };
  expect(await newOf(jobs)).toMatchObject({ matches: 1, index: 1 });
});

it('of new jobs only the failed ones count, even if they were seen already', async () => {
  const jobs = { alpha: ended('FAILED', since + 1000), beta: ended('COMPLETED', since + 1000) };
  expect(await newOf(jobs)).toMatchObject({ matches: 1, index: 0 });
  expect(await newOf(jobs, [idAmong('alpha', '1')])).toMatchObject({ matches: 1, index: null });
});
