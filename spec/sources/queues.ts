import { qualifiedId } from '../../lib/model/job.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import type { Workers } from '../../lib/snapshot/queries/panels/read-workers.js';
import type { Source } from '../../lib/sources/source.js';
import { asOf, QueueDatabase, type Value } from '../snapshot/queries/queue-database.js';
import type { Additions } from '../support/database-versions.js';
import { tenJobs } from '../support/ten-jobs.js';

/** A source that reads a queue's database in memory, and counts how often it is asked. */
export class QueueSource implements Source {
  readonly path: string;
  readonly reader: SnapshotReader;
  /** What it was asked, in order. */
  readonly requests: PictureRequest[] = [];
  /** Whether it can't be read now. */
  isBroken = false;
  /** How often it has changed, for looks. */
  changes = 0;

  constructor(
    readonly name: string,
    readonly database: QueueDatabase,
    workers?: Workers,
  ) {
    this.path = `/queues/${name}.sqlite`;
    this.reader = {
      read: async (request) => {
        this.requests.push(request);
        if (this.isBroken) return { kind: 'problem', problem: broken(this.path) };
        return { kind: 'picture', picture: database.picture(request, workers) };
      },
      look: async () => `${name} ${this.changes} ${this.isBroken}`,
      close: async () => {
        this.isBroken = true;
        database.close();
      },
    };
  }
}

/** A row of the queue, as far as it is said. */
export type Row = Readonly<Record<string, Value>>;

/** When so many seconds had passed since an hour ago. */
export const at = (seconds: number) => new Date(asOf - 3_600_000 + seconds * 1000).toISOString();
/** A job that failed, or is done, and began then. */
export const failed = (id: number, seconds: number, error = 'SchemaViolation at row 42'): Row => ({
  ...{ id, status: 'FAILED', claim_time: at(seconds), end_time: at(seconds + 1), error_message: error },
});
/** See {@link failed}. */
export const done = (id: number, seconds: number): Row => ({
  ...{ id, status: 'COMPLETED', claim_time: at(seconds), end_time: at(seconds + 2) },
});
/** The top of the list of several databases. */
export const top: PictureRequest = { ...tenJobs, after: 20, failures: 1 };

/** Sources over databases in memory with these rows, by name. */
export function sourcesOf(
  queues: Readonly<Record<string, readonly Row[]>>,
  migrated: Additions = 'all',
): Promise<readonly QueueSource[]> {
  const sources = Object.entries(queues).map(async ([name, rows]) => {
    const database = await QueueDatabase.of('D', migrated);
    for (const row of rows) database.add({ plugin_name: 'fix', ...row });
    return new QueueSource(name, database);
  });
  return Promise.all(sources);
}

function broken(file: string) {
  return { code: 'damaged', sentence: 'It is damaged.', file, advice: 'Mend it.' } as const;
}

/** Names of databases whose jobs are all in a union, too. */
export const names = ['alpha', 'beta', 'gamma'];
/** The id of a job in the union: of jobs that nothing else tells apart, those of the first database come first. */
export const unionId = (database: number, id: number) => (names.length - database) * 100 + id;
/** The id in the merged list of a job of the union. */
export const mergedId = (id: string) =>
  qualifiedId(names[names.length - Math.floor(Number(id) / 100)] ?? '', String(Number(id) % 100));
