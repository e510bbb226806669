import { readdirSync } from 'node:fs';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { NativeWriter } from '../support/native-writer.js';
import { firstRequest, readCounted } from './reading.js';

/** A reader that reads a small database again after commit upon commit of another process. */
export class Reloads {
  #count = 0;

  readonly #native: NativeWriter;
  readonly #reader: DatabaseReader;

  private constructor(native: NativeWriter, reader: DatabaseReader) {
    this.#native = native;
    this.#reader = reader;
  }

  /** On a generated and migrated database. */
  static async begin(path: string): Promise<Reloads> {
    const native = await NativeWriter.start(path);
    const reader = new DatabaseReader(path, { clock: Date.now, folders: { base: '/', home: null } });
    return new Reloads(native, reader);
  }

  /** Makes `count` commits, each followed by a read that sees it. */
  async run(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 1) {
      this.#count += 1;
      await this.#native.run('UPDATE cf_processing_queue SET worker_pid = ? WHERE id = 1', [this.#count]);
      await readCounted(() => this.#reader.read({ ...firstRequest, before: 4, after: 5 }));
    }
  }

  /** What must be the same after however many reloads: open descriptors. Linux only. */
  get descriptors(): number {
    return readdirSync('/proc/self/fd').length;
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#native.close();
  }
}
