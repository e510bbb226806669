import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import { MergedReader } from '../../lib/sources/merged-reader.js';
import { asOf } from '../snapshot/queries/queue-database.js';
import { HandClock } from '../support/hand-clock.js';
import { tenJobs } from '../support/ten-jobs.js';
import { type QueueSource, type Row, sourcesOf } from './queues.js';

const at = (seconds: number) => new Date(asOf - 3_600_000 + seconds * 1000).toISOString();
/** A job that failed, or is done, this many seconds after an hour ago. */
export const failed = (id: number, seconds: number): Row => ({
  ...{ id, status: 'FAILED', claim_time: at(seconds) },
});
/** See {@link failed}. */
export const done = (id: number, seconds: number): Row => ({ ...failed(id, seconds), status: 'COMPLETED' });

const top: PictureRequest = { ...tenJobs, after: 20, failures: 1 };

/** Several databases in memory, each of which can be held up, on a clock that is moved by hand. */
export class PacedDatabases extends HandClock {
  news = 0;
  /** What the readings of each wait for, by name. */
  readonly gates = new Map<string, Promise<void>>();
  readonly reader: MergedReader;

  constructor(
    readonly sources: readonly QueueSource[],
    lane: string | null = 'this host',
  ) {
    super(0, 5);
    this.reader = new MergedReader(
      sources.map(({ name, path, reader }) => ({
        name,
        path,
        ...(lane === null ? {} : { lane }),
        reader: {
          ...reader,
          read: async (request: PictureRequest): Promise<ReadResult> => {
            await this.gates.get(name);
            return reader.read(request);
          },
        },
      })),
      () => asOf + this.time,
      {
        clock: { steady: () => this.time, spent: () => 0, after: (ms, action) => this.after(ms, action) },
        atFullSpeed: () => false,
        onNews: () => {
          this.news += 1;
        },
      },
    );
  }

  static async of(
    queues: Readonly<Record<string, readonly Row[]>>,
    lane: string | null = 'this host',
  ): Promise<PacedDatabases> {
    return new PacedDatabases(await sourcesOf(queues, 'none'), lane);
  }

  /** Holds up the readings of one of them; returns what lets them go on. */
  holdUp(name: string): () => void {
    let open = () => {};
    this.gates.set(
      name,
      new Promise<void>((resolve) => {
        open = resolve;
      }),
    );
    return open;
  }

  /** Reads as the app does, letting time pass until there is an answer. */
  async read(request: Partial<PictureRequest> = {}, within = 10_000): Promise<Picture> {
    let result: ReadResult | null = null;
    void this.reader.read({ ...top, ...request }).then((its) => {
      result = its;
    });
    const until = this.time + within;
    while (result === null && this.time < until) await this.pass(10);
    const answer = result as ReadResult | null;
    if (answer === null) throw new Error(`no picture within ${within} ms`);
    if (answer.kind === 'problem') throw new Error(answer.problem.sentence);
    return answer.picture;
  }

  /** A job is added to one of them, and its watch says so. */
  add(name: string, row: Row): void {
    const source = this.sources.find((each) => each.name === name);
    if (source === undefined) return;
    source.database.add({ plugin_name: 'fix', ...row });
    source.changes += 1;
    this.reader.changed(name);
  }
}
