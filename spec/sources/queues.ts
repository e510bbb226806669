import type { PictureRequest } from '../../lib/model/picture.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import type { Workers } from '../../lib/snapshot/queries/read-workers.js';
import type { Source } from '../../lib/sources/source.js';
import type { QueueDatabase } from '../snapshot/queries/queue-database.js';

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

function broken(file: string) {
  return { code: 'damaged', sentence: 'It is damaged.', file, advice: 'Mend it.' } as const;
}
