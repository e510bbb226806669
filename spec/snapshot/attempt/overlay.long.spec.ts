import { afterEach, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { type Dump, dumped, schemaQuery, tableQueries } from '../../support/dump.js';
import { expectSame } from '../../support/expect-same.js';
import { connectionSettings, type History, histories, type Step } from '../../support/history.js';
import { NativeError, NativeWriter } from '../../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';

async function nativeDump(native: NativeWriter): Promise<Dump> {
  const schema = await native.all(schemaQuery);
  const tables = tableQueries(schema).map(
    async ([name, sql]) => [name, dumped(await native.all(sql))] as const,
  );
  return { sqlite_schema: dumped(schema), ...Object.fromEntries(await Promise.all(tables)) };
}

function snapshotDump(database: Queryable): Dump {
  const schema = database.all(schemaQuery);
  const tables = tableQueries(schema).map(([name, sql]) => [name, dumped(database.all(sql))] as const);
  return { sqlite_schema: dumped(schema), ...Object.fromEntries(tables) };
}

/** One database, its native writer, and the reader that must see what is committed and nothing else. */
class Stage {
  /** Reads from the beginning to the end, and so carries over what it remembers. */
  readonly #reader: LiveDatabase;
  #committed: Dump = {};
  #inTransaction = false;

  #native: NativeWriter;

  private constructor(
    readonly path: string,
    native: NativeWriter,
  ) {
    this.#native = native;

    this.#reader = new LiveDatabase(path);
  }

  static async open(folder: TemporaryFolder): Promise<Stage> {
    const path = folder.file('history.db');
    return new Stage(path, await NativeWriter.start(path));
  }

  async begin(start: readonly string[]): Promise<void> {
    for (const sql of [...start, ...connectionSettings]) await this.#native.exec(sql);
    await this.compare();
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'sql') await this.#attempt(step.sql);
    else if (step.do === 'outside' && !this.#inTransaction) await this.#attempt(step.sql);
    else if (step.do === 'begin' && !this.#inTransaction) {
      await this.#native.begin();
      this.#inTransaction = true;
    } else if ((step.do === 'commit' || step.do === 'rollback') && this.#inTransaction) {
      await this.#native.exec(step.do);
      this.#inTransaction = false;
    } else if (step.do === 'reopen' || step.do === 'kill') {
      await (step.do === 'kill' ? this.#native.kill() : this.#native.close());
      this.#inTransaction = false;
      await this.#expectCommitted();
      this.#native = await NativeWriter.start(this.path);
      for (const sql of connectionSettings) await this.#native.exec(sql);
    }
  }

  /** Outside of a transaction native SQLite says what there is; inside of one, it is what there was before. */
  async compare(): Promise<void> {
    if (!this.#inTransaction) this.#committed = await nativeDump(this.#native);
    await this.#expectCommitted();
  }

  async close(): Promise<void> {
    await this.#native.close();
    await this.#reader.close();
  }

  async #expectCommitted(): Promise<void> {
    const newcomer = new LiveDatabase(this.path);
    const readings = await Promise.all([this.#reader, newcomer].map((reader) => reader.read(snapshotDump)));
    for (const reading of readings) {
      if (reading.kind === 'problem') throw new Error(JSON.stringify(reading.problem));
      expectSame(reading.value, this.#committed);
    }
    await newcomer.close();
  }

  /** A statement that SQLite refuses changes nothing, and is part of the history too. */
  async #attempt(sql: string): Promise<void> {
    try {
      // A savepoint outside of a transaction would open one.
      if (/point$/.test(sql) && !this.#inTransaction) return;
      await this.#native.exec(sql);
    } catch (error) {
      if (!(error instanceof NativeError)) throw error;
    }
  }
}

/** Throws where a reader sees something else than native SQLite at any step. */
async function follow({ start, steps }: History): Promise<void> {
  const folder = temporaryFolder();
  const stage = await Stage.open(folder);
  try {
    await stage.begin(start);
    for (const step of steps) {
      await stage.take(step);
      await stage.compare();
    }
  } finally {
    await stage.close();
    folder.remove();
  }
}

/** Histories that go on beside each other: mostly a reader waits for files to be at rest. */
const together = 5;
const runs = Number(process.env.OVERLAY_RUNS ?? 25);

afterEach(() => NativeWriter.killAll());

describe('a snapshot', () => {
  it('equals what native SQLite reads, after any history of transactions, modes and crashes', async () => {
    const lanes = Array.from({ length: together }, () =>
      fc.assert(fc.asyncProperty(histories, follow), {
        numRuns: Math.ceil(runs / together),
        endOnFailure: false,
      }),
    );
    for (const lane of await Promise.allSettled(lanes)) if (lane.status === 'rejected') throw lane.reason;
  }, 120_000);
});
