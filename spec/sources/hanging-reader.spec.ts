import { expect, it } from '@jest/globals';
import type { ReadResult, SnapshotReader } from '../../lib/snapshot/port.js';
import { HangingReader } from '../../lib/sources/silence.js';
import { silentProblem } from '../../lib/sources/source.js';
import { HandClock, settled } from '../support/hand-clock.js';
import { tenJobs as request } from '../support/ten-jobs.js';
import { jobWith, pictureOf } from '../view/scene.js';

const silent = { kind: 'problem', problem: { code: 'silent', file: '/far/queue.db' } };

/** A reader on a disk that is made to hang, on a clock that is moved by hand. */
class HungDisk implements SnapshotReader {
  readonly clock = new HandClock(1000);
  readonly reader: HangingReader;
  looks = 0;
  reads = 0;
  atOnce = 0;
  isClosed = false;
  /** Reads wait for this, too. */
  slow: Promise<void> = Promise.resolve();
  #hangs: Promise<void> = Promise.resolve();
  #resume = () => {};

  constructor() {
    const { clock } = this;
    this.reader = new HangingReader(silentProblem('/far/queue.db'), this, {
      steady: () => clock.time,
      after: (milliseconds, action) => clock.after(milliseconds, action),
    });
  }

  hang(): void {
    this.#hangs = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  async resume(): Promise<void> {
    this.#resume();
    await settled();
  }

  async look(): Promise<string> {
    this.looks += 1;
    const seen = `look ${this.looks}`;
    await this.#hangs;
    return seen;
  }

  async read(): Promise<ReadResult> {
    this.reads += 1;
    this.atOnce += 1;
    expect(this.atOnce).toBe(1);
    await Promise.all([this.#hangs, this.slow]);
    this.atOnce -= 1;
    return { kind: 'picture', picture: pictureOf([jobWith({ id: String(this.reads) })]) };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

const soFar = async (promise: Promise<unknown>) => Promise.race([promise, settled().then(() => 'pending')]);

it('a reader of a disk that answers waits for a read, however long that takes', async () => {
  const disk = new HungDisk();
  expect(await disk.reader.look()).toBe('look 1');
  await disk.clock.pass(60_000);
  expect(await disk.reader.read(request)).toMatchObject({ kind: 'picture' });
  disk.hang();
  const read = disk.reader.read(request);
  await disk.clock.pass(60_000);
  expect(await soFar(read)).toBe('pending');
  await disk.resume();
  expect(await read).toMatchObject({ kind: 'picture' });
  expect(disk.clock.alarms.size).toBe(0);
});

it('a look that takes 2 s ends with another text, and every read until it returns with a problem', async () => {
  const disk = new HungDisk();
  await disk.clock.pass(10_000);
  disk.hang();
  const [look, read] = [disk.reader.look(), disk.reader.read(request)];
  await disk.clock.pass(1999);
  expect(await soFar(Promise.race([look, read]))).toBe('pending');
  await disk.clock.pass(1);
  const said = await look;
  expect(said).not.toMatch(/^look/);
  expect(await read).toMatchObject(silent);
  expect(await disk.reader.read(request)).toMatchObject(silent);
  expect(await disk.reader.look()).toBe(said);
  expect({ looks: disk.looks, reads: disk.reads }).toEqual({ looks: 1, reads: 1 });
  await disk.resume();
  expect(disk.reads).toBe(1);
});

it('a look that takes 11 s is waited for as long as progress is reported', async () => {
  const disk = new HungDisk();
  await disk.clock.pass(10_000);
  disk.hang();
  const look = disk.reader.look();
  for (let seconds = 0; seconds < 9; seconds += 1) {
    await disk.clock.pass(1000);
    disk.reader.noteLife();
  }
  expect(await soFar(look)).toBe('pending');
  await disk.clock.pass(2000);
  expect(await look).not.toMatch(/^look/);
});

it('a reader looks and reads again once a hanging look has returned, one read at a time', async () => {
  const disk = new HungDisk();
  await disk.clock.pass(10_000);
  disk.hang();
  let finish = () => {};
  disk.slow = new Promise((resolve) => {
    finish = resolve;
  });
  const [look, abandoned] = [disk.reader.look(), disk.reader.read(request)];
  await disk.clock.pass(2000);
  await Promise.all([look, abandoned]);
  const next = disk.reader.look();
  await disk.resume();
  expect(await next).not.toBe(await disk.reader.look());
  expect(await disk.reader.look()).toBe('look 3');
  const read = disk.reader.read(request);
  expect(await soFar(read)).toBe('pending');
  finish();
  expect(await read).toMatchObject({ kind: 'picture' });
  expect(disk.reads).toBe(2);
});

it('a closed reader leaves no timer behind, and closes the reader that it wraps', async () => {
  const disk = new HungDisk();
  disk.hang();
  void disk.reader.look();
  await disk.reader.close();
  expect(disk.isClosed).toBe(true);
  expect(disk.clock.alarms.size).toBe(0);
});
