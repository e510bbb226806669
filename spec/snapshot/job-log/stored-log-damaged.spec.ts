import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NativeWriter as Native } from '../../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';
import { logDatabase, writeLog } from './log-database.js';
import { logReader } from './reading.js';
import { anyBytes } from './stored-log-scene.js';

let folder: TemporaryFolder;

let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.file('logs.db');
});

afterEach(async () => {
  await Native.killAll();
  folder.remove();
});

describe('a damaged chain of pages', () => {
  const pageSize = 1024;
  const size = 200 * 1024;

  /** Writes a page's pointer to the next one. */
  function point(file: string, page: number, next: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(next);
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, bytes, 0, 4, (page - 1) * pageSize);
    closeSync(descriptor);
  }

  it('is a problem, whatever is wrong with it', async () => {
    const native = await logDatabase(path, { pageSize });
    await writeLog(native, 1, anyBytes(size), 'blob');
    await native.close();
    const pages = readFileSync(path).length / pageSize;
    const middle = Math.floor(pages / 2);
    const damages: readonly (readonly [what: string, page: number, next: number])[] = [
      ['it ends too soon', middle, 0],
      ['it comes back to itself', middle, middle],
      ['it goes in a circle', middle, middle - 7],
      ['it goes to the first page', middle, 1],
      ['it leaves the database', middle, pages + 1],
      ['it leaves everything', middle, 0xffffffff],
      ['it goes on past its end', pages, middle],
    ];
    for (const [what, page, next] of damages) {
      const damaged = folder.file('damaged.db');
      copyFileSync(path, damaged);
      point(damaged, page, next);
      const reader = logReader(damaged);
      const reading = await reader.read({ jobId: '1', place: { kind: 'end' }, before: 5, after: 0 });
      expect({ what, ...reading }).toMatchObject({
        what,
        kind: 'problem',
        problem: { code: 'damaged', file: damaged },
      });
      await reader.close();
    }
  });

  it('is a problem where random bytes stand in the tree', async () => {
    const native = await logDatabase(path, { pageSize });
    for (let job = 1; job <= 20; job += 1) await writeLog(native, job, anyBytes(5000), 'blob');
    await native.close();
    const sound = readFileSync(path);
    const damaged = folder.file('damaged.db');
    const damage = fc.record({
      page: fc.integer({ min: 1, max: sound.length / pageSize - 1 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    });
    let problems = 0;
    await fc.assert(
      fc.asyncProperty(damage, async ({ page, bytes }) => {
        const copy = Buffer.from(sound);
        copy.set(bytes, page * pageSize);
        writeFileSync(damaged, copy);
        // A file at rest is read at once.
        utimesSync(damaged, 0, 0);
        const reader = logReader(damaged);
        const reading = await reader.read({ jobId: '7', place: { kind: 'end' }, before: 5, after: 0 });
        // What was hit may be another job's.
        expect(['piece', 'none', 'problem']).toContain(reading.kind);
        if (reading.kind === 'problem') expect(reading.problem.code).toMatch(/damaged|failed/);
        if (reading.kind === 'problem') problems += 1;
        await reader.close();
      }),
      { numRuns: Number(process.env.LOG_RUNS ?? 100) },
    );
    expect(problems).toBeGreaterThan(0);
  });
});
