import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { Random } from '../../lib/demo/random.js';
import { NativeWriter } from '../support/native-writer.js';
import { type Steps, stepsIn } from './changing.js';
import type { Form } from './databases.js';
import { runningIds } from './random-job.js';

const headerBytes = 32;
const frameHeaderBytes = 24;
const pageBytes = 4096;

/** Commits in a WAL that isn't emptied meanwhile, so that the pages of each can be counted. */
export class SmallCommits {
  #count = 0;
  #next: number;
  readonly #random: Random;
  readonly #running: number[];
  readonly #steps: Steps;

  readonly #path: string;
  readonly #native: NativeWriter;

  private constructor(path: string, native: NativeWriter, form: Form, seed: number) {
    this.#path = path;
    this.#native = native;

    this.#random = new Random(seed);
    this.#steps = stepsIn(form);
    this.#running = [...runningIds(form.jobs)];
    this.#next = (this.#running.at(-1) ?? 0) + 1;
  }

  /** On a generated database of this form. */
  static async begin(path: string, form: Form, seed: number): Promise<SmallCommits> {
    const native = await NativeWriter.start(path);
    await native.exec('PRAGMA wal_autocheckpoint = 0');
    const commits = new SmallCommits(path, native, form, seed);
    // The WAL begins again with its first frame, whatever that changes.
    await commits.commit();
    return commits;
  }

  /**
   * One commit as workers make them: how far a job is, or, every fourth time, that it is done and which comes next.
   * Resolves to the number of pages that the commit changed.
   */
  async commit(): Promise<number> {
    this.#count += 1;
    const before = this.#logBytes();
    const slot = this.#random.whole(0, this.#running.length - 1);
    const id = this.#running[slot] ?? 0;
    if (this.#count % 4 === 0) await this.#finish(slot, id);
    else await this.#native.run(this.#steps.progress, { count: this.#count, id });
    return this.#pagesSince(before);
  }

  close(): Promise<void> {
    return this.#native.close();
  }

  async #finish(slot: number, id: number): Promise<void> {
    this.#running[slot] = this.#next;
    await this.#native.begin();
    await this.#native.run(this.#steps.finish, { id });
    if (this.#steps.record !== null) await this.#native.run(this.#steps.record, { id });
    await this.#native.run(this.#steps.claim, { id: this.#next });
    await this.#native.commit();
    this.#next += 1;
  }

  #logBytes(): number {
    return Math.max(headerBytes, statSync(`${this.#path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  }

  /** Different pages in the frames that the WAL has gained. */
  #pagesSince(begin: number): number {
    const end = this.#logBytes();
    const file = openSync(`${this.#path}-wal`, 'r');
    const pages = new Set<number>();
    const number = Buffer.alloc(4);
    for (let at = begin; at < end; at += frameHeaderBytes + pageBytes) {
      readSync(file, number, 0, 4, at);
      pages.add(number.readUInt32BE());
    }
    closeSync(file);
    return pages.size;
  }
}
