import type { PictureRequest } from '../../lib/model/picture.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import type { Workers } from '../../lib/snapshot/queries/panels/read-workers.js';
import type { Source } from '../../lib/sources/source.js';
import { QueueDatabase, type Value } from '../snapshot/queries/queue-database.js';
import type { Additions } from '../support/database-versions.js';

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
