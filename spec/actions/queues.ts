import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { ActionName, ActionResult, RequestOf, SeenJob } from '../../lib/actions/action.js';
import { everyJob, type JobFilter } from '../../lib/model/filter.js';
import type { Job, SeenRow } from '../../lib/model/job.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { type Additions, type DatabaseVersion, tablesOf } from '../support/database-versions.js';
import { insert } from '../support/databases.js';
import type { NativeRow } from '../support/native-protocol.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';
import { Performer } from './performer.js';

/** How a queue is made; everything has a default. */
export interface QueueOptions {
  /** A. */
  readonly version?: DatabaseVersion;
  /** All; `migrate`: none, and then the product's own migration. */
  readonly migrated?: Additions | 'migrate';
  readonly journalMode?: 'wal' | 'delete';
  /** Rows of other tables, by table. */
  readonly tables?: Readonly<Record<string, readonly NativeRow[]>>;
  /** Statements to run last. */
  readonly sql?: readonly string[];
}

/** A database of a test, the connection that made it, and the actions on it. */
export type Queue = Awaited<ReturnType<ReturnType<typeof queuesForAll>>>;

export function job(id: number | string, statusText: string, retryCount = 0): SeenJob {
  return { id: String(id), statusText, retryCount };
}

/** Jobs 1 to `count`, seen in one status. */
export const jobsTo = (count: number, statusText: string): SeenJob[] =>
  Array.from({ length: count }, (_, index) => job(index + 1, statusText));

/** All jobs of a database as the dashboard's own reader shows them, by id. */
async function jobsOf(path: string): Promise<ReadonlyMap<string, Job>> {
  const reader = new DatabaseReader(path, { clock: Date.now, folders: { base: '/', home: null } });
  const window = { anchor: { kind: 'index', index: 0 }, before: 0, after: Number.MAX_SAFE_INTEGER } as const;
  const result = await reader.read({ filter: everyJob, ...window, failures: 100 });
  await reader.close();
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  return new Map(result.picture.window.jobs.map((each) => [each.id, each]));
}

/**
 * Makes queues, of jobs of plugin p unless they say otherwise. One process does all actions of a file; native writers
 * that a test leaves open are ended after it.
 */
export function queuesForAll() {
  let performer: Performer | null = null;
  beforeAll(() => {
    performer = new Performer();
  });
  afterAll(() => performer?.close());
  afterEach(() => NativeWriter.endAll());

  return async (rows: readonly NativeRow[], options: QueueOptions = {}) => {
    const { version = 'A', migrated = 'all', journalMode = 'wal', tables = {}, sql = [] } = options;
    const path = join(testFolder(), 'queue.sqlite3');
    const native = await NativeWriter.start(path);
    // What is proved is what stands in the files, not what a power failure would leave of them.
    await native.exec(`PRAGMA synchronous = OFF; PRAGMA journal_mode = ${journalMode}`);
    await native.begin();
    const additions = migrated === 'migrate' ? 'none' : migrated;
    for (const statement of tablesOf(version, additions)) await native.exec(statement);
    const named = rows.map((row) => ({ plugin_name: 'p', ...row }));
    for (const [table, added] of Object.entries({ cf_processing_queue: named, ...tables }))
      await insert(native, table, added);
    for (const statement of sql) await native.exec(statement);
    await native.commit();

    const perform = <Name extends ActionName>(
      request: Omit<RequestOf<Name>, 'path'> & { readonly action: Name },
      busyTimeoutMs?: number,
    ): Promise<ActionResult<Name>> => {
      if (performer === null) throw new Error('no test has a performer now');
      return performer.perform({ path, ...request } as never, busyTimeoutMs);
    };
    const queue = {
      ...{ path, native, perform },
      retry: (...jobs: readonly SeenJob[]) => perform({ action: 'retry', jobs }),
      cancel: (...jobs: readonly SeenJob[]) => perform({ action: 'cancel', jobs }),
      stop: (...jobs: readonly SeenJob[]) => perform({ action: 'stop', jobs }),
      retryAll: (filter: Partial<JobFilter> = {}, only?: readonly SeenRow[]) =>
        perform({ action: 'retry-all', filter: { ...everyJob, ...filter }, ...(only && { rows: only }) }),
      migrate: () => perform({ action: 'migrate' }),
      jobs: () => jobsOf(path),
      /** All jobs as an operator sees them; with their worker marks, they can be retried though they have not failed. */
      seen: async (withWorkers = false): Promise<SeenJob[]> =>
        [...(await jobsOf(path)).values()].map(({ id, statusText, retryCount, workerMark }) => ({
          ...{ id, statusText, retryCount, ...(withWorkers && { workerMark }) },
        })),
      rows: () => native.all('SELECT * FROM cf_processing_queue ORDER BY id'),
      /** The values of one column, by id. */
      column: async (name: string) =>
        (await native.all(`SELECT ${name} AS value FROM cf_processing_queue ORDER BY id`)).map(
          ({ value }) => value ?? null,
        ),
    };
    if (migrated === 'migrate') await queue.migrate();
    return queue;
  };
}
