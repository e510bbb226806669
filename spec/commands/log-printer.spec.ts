import { describe, expect, it } from '@jest/globals';
import { LogPrinter, type Step } from '../../lib/commands/log/log-printer.js';
import type { LogPortion } from '../../lib/snapshot/job-log/database-log-reader.js';

/** A log that is printed, and may change between two steps. */
class Scene {
  log: Buffer | null;
  readonly #out: Buffer[] = [];
  readonly #printer: LogPrinter;
  /** The most bytes that were asked for at once. */
  most = 0;
  isRead = true;

  constructor(log: Buffer | null, follows: boolean, lines: number | null = null) {
    this.log = log;
    const print = async (bytes: Buffer) => {
      this.#out.push(Buffer.from(bytes));
      return this.isRead;
    };
    this.#printer = new LogPrinter('1', print, follows, lines);
  }

  get out(): Buffer {
    return Buffer.concat(this.#out);
  }

  async step(): Promise<Step['kind']> {
    const portion = async (_: string, from: number, most: number): Promise<LogPortion> => {
      this.most = Math.max(this.most, most);
      if (this.log === null) return { kind: 'none', looked: [] };
      const start = Math.min(from, this.log.length);
      return { kind: 'portion', size: this.log.length, bytes: this.log.subarray(start, start + most) };
    };
    return (await this.#printer.step({ portion })).kind;
  }
}

const bytesOf = (count: number) =>
  Buffer.from(Array.from({ length: count }, (_, index) => (index * 31) & 0xff));
const large = bytesOf(2_500_000);

describe('a log printer', () => {
  it('prints all of it, portion by portion', async () => {
    const scene = new Scene(large, false);
    expect([await scene.step(), await scene.step(), await scene.step(), await scene.step()]).toEqual([
      ...['printed', 'printed', 'printed', 'level'],
    ]);
    expect(scene.out.equals(large)).toBe(true);
    expect(scene.most).toBeLessThan(1_100_000);
  });

  const long = `${'x'.repeat(300_000)}\n`.repeat(3);

  it.each(['', '\n', 'one', 'one\n', 'one\ntwo\n\nthree', long, '\n'.repeat(9)])(
    'prints the last lines, and what is added (log %#)',
    async (log) => {
      const all = log.split('\n');
      const ended = all.at(-1) === '' ? 1 : 0;
      for (const lines of [0, 1, 2, 3, 8, 9, 10]) {
        const scene = new Scene(Buffer.from(log), true, lines);
        while ((await scene.step()) === 'printed');
        scene.log = Buffer.from(`${log}more`);
        while ((await scene.step()) === 'printed');
        const last = lines === 0 ? '' : all.slice(Math.max(0, all.length - lines - ended)).join('\n');
        expect(scene.out.toString()).toBe(`${last}more`);
      }
    },
  );

  it('prints as much as there was at first, and more only if it follows', async () => {
    for (const follows of [false, true]) {
      const scene = new Scene(large, follows);
      await scene.step();
      scene.log = Buffer.concat([large, bytesOf(100)]);
      while ((await scene.step()) === 'printed');
      expect(scene.out.length).toBe(large.length + (follows ? 100 : 0));
    }
  });

  it('prints what is added, of any length', async () => {
    const scene = new Scene(Buffer.alloc(0), true);
    expect(await scene.step()).toBe('level');
    for (const length of [1, 2, 4095, 4096, 4097, 9000, 1_200_000]) {
      scene.log = large.subarray(0, length);
      while ((await scene.step()) === 'printed');
      expect(scene.out.equals(scene.log)).toBe(true);
    }
  });

  it.each([
    ['shorter', (log: Buffer) => log.subarray(0, 4000)],
    ['another, and as long', (log: Buffer) => Buffer.concat([log.subarray(0, 4999), Buffer.from('x')])],
    ['another, and longer', (log: Buffer) => Buffer.concat([Buffer.from('x'), log])],
  ])('begins anew with a log that is %s', async (_, changed) => {
    const log = bytesOf(5000);
    const scene = new Scene(log, true);
    expect([await scene.step(), await scene.step()]).toEqual(['printed', 'level']);
    scene.log = changed(log);
    expect([await scene.step(), await scene.step(), await scene.step()]).toEqual([
      ...['rewritten', 'printed', 'level'],
    ]);
    expect(scene.out.equals(Buffer.concat([log, scene.log]))).toBe(true);
  });

  it('compares more than what was added last', async () => {
    const scene = new Scene(bytesOf(5000), true);
    await scene.step();
    scene.log = bytesOf(5001);
    expect([await scene.step(), await scene.step()]).toEqual(['printed', 'level']);
    scene.log = Buffer.concat([bytesOf(4990), Buffer.alloc(10), bytesOf(5001).subarray(5000)]);
    expect(await scene.step()).toBe('rewritten');
  });

  it('reports a missing log, and an output that is not read any more', async () => {
    const scene = new Scene(null, true);
    expect(await scene.step()).toBe('none');
    scene.log = large;
    scene.isRead = false;
    expect(await scene.step()).toBe('unread');
  });
});
