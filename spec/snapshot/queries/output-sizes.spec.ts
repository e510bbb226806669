import { chmod, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseReader } from '../../../lib/snapshot/database-reader.js';
import {
  isUnchanged,
  type Measurement,
  measureOutput,
} from '../../../lib/snapshot/outputs/measure-output.js';
import { type OutputDisk, OutputSizes, restMs } from '../../../lib/snapshot/outputs/output-sizes.js';
import { unsizedOutputs, withOutputSizes } from '../../../lib/snapshot/outputs/with-output-sizes.js';
import { createDatabase } from '../../support/databases.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';
import { jobWith, pictureOf } from '../../view/scene.js';
import { QueueDatabase, wholeList } from './queue-database.js';

let temporary: TemporaryFolder;
let folder: string;
let now = 0;
/** Every look is so long after the last that no output rests. */
const clock = () => {
  now += restMs;
  return now;
};
beforeEach(async () => {
  temporary = temporaryFolder();
  folder = temporary.path;
  await mkdir(join(folder, 'out/deep/deeper'), { recursive: true });
  await writeFile(join(folder, 'out/a'), 'x'.repeat(1000));
  await writeFile(join(folder, 'out/deep/deeper/b'), 'x'.repeat(234));
});
afterEach(() => temporary.remove());

describe('the size of an output', () => {
  it('is that of the file, or the sum of the files in the folder', async () => {
    const sizes = new OutputSizes({ base: folder, home: folder }, clock);
    const paths = ['out', './out/', 'out/a', '~/out', join(folder, 'out'), `file://${folder}/out/a`];
    expect(paths.map((path) => sizes.known(path))).toEqual(paths.map(() => null));
    expect(await sizes.measure(paths)).toBe(true);
    expect(paths.map((path) => sizes.known(path))).toEqual([1234n, 1234n, 1000n, 1234n, 1234n, 1000n]);
    expect(await sizes.measure(paths)).toBe(false);
  });

  it('is unknown, without an error, if there is no output', async () => {
    const sizes = new OutputSizes({ base: folder, home: null }, clock);
    const paths = [
      'gone',
      's3://bucket/key',
      '~/out',
      'a\0b',
      'file://host/x',
      'file://%zz',
      'x'.repeat(9000),
    ];
    expect(await sizes.measure(paths)).toBe(false);
    expect(paths.map((path) => sizes.known(path))).toEqual(paths.map(() => null));
  });

  it('follows changes: files added deep below, grown, replaced, gone', async () => {
    const sizes = new OutputSizes({ base: folder, home: null }, clock);
    await sizes.measure(['out', 'out/a']);
    await writeFile(join(folder, 'out/deep/deeper/c'), 'x'.repeat(66));
    expect(await sizes.measure(['out', 'out/a'])).toBe(true);
    expect(sizes.known('out')).toBe(1300n);

    await writeFile(join(folder, 'out/a'), 'x'.repeat(1001));
    expect(await sizes.measure(['out/a'])).toBe(true);
    expect(sizes.known('out/a')).toBe(1001n);

    await writeFile(join(folder, 'new'), 'x'.repeat(5));
    await rename(join(folder, 'new'), join(folder, 'out/a'));
    expect(await sizes.measure(['out', 'out/a'])).toBe(true);
    expect([sizes.known('out'), sizes.known('out/a')]).toEqual([305n, 5n]);

    await rm(join(folder, 'out'), { recursive: true });
    expect(await sizes.measure(['out'])).toBe(true);
    expect(sizes.known('out')).toBeNull();
  });

  it('is measured again when the size changed and the time did not', async () => {
    const sizes = new OutputSizes({ base: folder, home: null }, clock);
    const time = new Date('2026-01-13T10:38:15Z');
    await utimes(join(folder, 'out/a'), time, time);
    await sizes.measure(['out/a']);
    await writeFile(join(folder, 'out/a'), 'y');
    await utimes(join(folder, 'out/a'), time, time);
    expect(await sizes.measure(['out/a'])).toBe(true);
    expect(sizes.known('out/a')).toBe(1n);
  });

  it('follows a link to the output, and none below it', async () => {
    await symlink(join(folder, 'out'), join(folder, 'link'));
    await symlink(folder, join(folder, 'out/loop'));
    const sizes = new OutputSizes({ base: folder, home: null }, clock);
    await sizes.measure(['link']);
    expect(sizes.known('link')).toBe(1234n);
  });

  it('is unknown beyond the limits, rather than a part of it', async () => {
    const path = join(folder, 'out');
    const limits = { entries: 4, folders: 3, depth: 3 };
    expect((await measureOutput(path, limits)).bytes).toBe(1234n);
    for (const limit of ['entries', 'folders', 'depth'] as const) {
      const measured = await measureOutput(path, { ...limits, [limit]: limits[limit] - 1 });
      expect(measured.bytes).toBeNull();
      expect(await isUnchanged(measured)).toBe(true);
    }
  });

  it('is unknown in a folder that may not be read', async () => {
    await chmod(join(folder, 'out/deep'), 0);
    const { bytes } = await measureOutput(join(folder, 'out'));
    // Root may read everything.
    expect(bytes).toBe(process.getuid?.() === 0 ? 1234n : null);
    await chmod(join(folder, 'out/deep'), 0o755);
  });

  it('is forgotten beyond 2000 outputs, the one unused for longest first', async () => {
    const sizes = new OutputSizes({ base: folder, home: null }, clock);
    await sizes.measure(['out', 'out/a']);
    await sizes.measure(['out', ...Array.from({ length: 1999 }, (_, index) => `none${index}`)]);
    expect([sizes.known('out'), sizes.known('out/a')]).toEqual([1234n, null]);
  });

  it('answers each of several callers at once', async () => {
    const sizes = new OutputSizes({ base: folder, home: null }, clock);
    expect(await Promise.all([sizes.measure(['out']), sizes.measure(['out']), sizes.measure([])])).toEqual([
      true,
      false,
      false,
    ]);
  });
});

/** A disk that answers only when the spec says so. */
class SlowDisk implements OutputDisk {
  readonly asked: string[] = [];
  readonly answers: (() => void)[] = [];
  readonly measureOutput = (path: string) => {
    this.asked.push(path);
    return new Promise<Measurement>((resolve) => {
      this.answers.push(() => resolve({ bytes: 5n, stamps: new Map([[path, '1']]) }));
    });
  };
  readonly isUnchanged = async () => false;

  async answerAll(): Promise<void> {
    while (this.answers.length > 0) {
      for (const answer of this.answers.splice(0)) answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

describe('measuring', () => {
  it('has one pass under way and one waiting, that of the newest request, however many are requested', async () => {
    const disk = new SlowDisk();
    const sizes = new OutputSizes({ base: '/', home: null }, clock, disk);
    const requests = Array.from({ length: 100 }, (_, index) => sizes.measure([`/request${index}`]));
    await disk.answerAll();
    expect(await Promise.all(requests)).toEqual(requests.map((_, index) => index === 0 || index === 99));
    expect(disk.asked).toEqual(['/request0', '/request99']);
  });

  it('checks an output again only after a rest', async () => {
    let time = 0;
    let looks = 0;
    const disk: OutputDisk = {
      measureOutput: async (path) => ({ bytes: BigInt(looks), stamps: new Map([[path, '1']]) }),
      isUnchanged: async () => {
        looks += 1;
        return false;
      },
    };
    const sizes = new OutputSizes({ base: '/', home: null }, () => time, disk);
    await sizes.measure(['/out']);
    time = restMs - 1;
    expect(await sizes.measure(['/out'])).toBe(false);
    expect(looks).toBe(0);
    time = restMs;
    expect(await sizes.measure(['/out'])).toBe(true);
    expect(looks).toBe(1);
    // A clock that was set back rests for nothing.
    time = 0;
    expect(await sizes.measure(['/out'])).toBe(true);
  });

  it('ends at once when it is closed, also on a disk that never answers, and accesses it no more', async () => {
    const disk = new SlowDisk();
    const sizes = new OutputSizes({ base: '/', home: null }, clock, disk);
    const paths = Array.from({ length: 50 }, (_, index) => `/out${index}`);
    const requests = [sizes.measure(paths), sizes.measure(['/other'])];
    const asked = disk.asked.length;
    sizes.close();
    expect(await Promise.all([...requests, sizes.measure(['/late'])])).toEqual([false, false, false]);
    await disk.answerAll();
    expect(disk.asked).toHaveLength(asked);
  });

  it('keeps all of one request, however large', async () => {
    const disk: OutputDisk = {
      measureOutput: async (path) => ({ bytes: 5n, stamps: new Map([[path, '1']]) }),
      isUnchanged: async () => true,
    };
    const sizes = new OutputSizes({ base: '/', home: null }, clock, disk);
    const paths = Array.from({ length: 2500 }, (_, index) => `/out${index}`);
    await sizes.measure(paths);
    expect(paths.filter((path) => sizes.known(path) !== 5n)).toEqual([]);
  });

  it('does not delay a reader that closes, which then announces nothing', async () => {
    const disk = new SlowDisk();
    const path = join(folder, 'jobs.sqlite3');
    await createDatabase(path, {
      version: 'A',
      migrated: 'all',
      rows: [{ id: 1, status: 'COMPLETED', output_path: '/out' }],
      journalMode: 'delete',
    });
    let news = 0;
    const reader = new DatabaseReader(path, {
      clock,
      folders: { base: '/', home: null },
      onSizes: () => {
        news += 1;
      },
      disk,
    });
    const result = await reader.read(wholeList);
    expect(result.kind).toBe('picture');
    expect(disk.asked).toEqual(['/out']);
    await reader.close();
    await disk.answerAll();
    expect(news).toBe(0);
  });
});

describe('a picture with sizes from the disk', () => {
  it('has sizes for complete jobs without one, each output once in the total', async () => {
    const database = await QueueDatabase.of('A', 'all', [
      { status: 'COMPLETED', output_path: '/a' },
      { status: 'COMPLETED', output_path: '/a' },
      { status: 'COMPLETED', output_path: '/b', output_size_bytes: 7 },
      { status: 'COMPLETED', output_path: '/b' },
      { status: 'COMPLETED', output_path: '/unknown' },
      { status: 'COMPLETED' },
      { status: 'FAILED', output_path: '/c' },
      { status: 'RUNNING', output_path: '/a' },
    ]);
    const picture = database.picture();
    expect(unsizedOutputs(picture)).toEqual(['/unknown', '/b', '/a']);

    const known: Readonly<Record<string, bigint>> = { '/a': 100n, '/b': 7n, '/c': 9n };
    const sized = withOutputSizes(picture, (path) => known[path] ?? null);
    const sizes = new Map(sized.window.jobs.map((job) => [job.id, job.outputSizeBytes]));
    expect([1, 2, 3, 4].map((id) => sizes.get(String(id)))).toEqual([100n, 100n, 7n, 7n]);
    expect([5, 6, 7, 8].map((id) => sizes.get(String(id)))).toEqual([null, null, null, null]);
    expect(sized.totals?.outputBytes).toBe(107n);
    expect(picture.totals.outputBytes).toBe(7n);
    expect(withOutputSizes(picture, () => null)).toBe(picture);
  });

  it('has a job’s size once all of its outputs are measured, and each output once in the total', () => {
    const output = (path: string | null) => ({
      ...{ role: 'output', name: null, uri: `parquet://${path}`, table: null, rows: null },
      path,
    });
    const writing = (id: string, ...paths: (string | null)[]) =>
      jobWith({ id, outputs: { list: paths.map(output), count: paths.length, rows: null } });
    const jobs = [writing('1', '/a', '/b', '/a'), writing('2', '/b'), writing('3', '/b', null)];
    const totals = { filesProcessed: 0, filesTotal: 0, outputBytes: 0n };
    const picture = pictureOf(jobs, { totals });
    expect(unsizedOutputs(picture)).toEqual(['/a', '/b']);
    const sizesBy = (known: Readonly<Record<string, bigint>>) => {
      const sized = withOutputSizes(picture, (path) => known[path] ?? null);
      return [...sized.window.jobs.map((job) => job.outputSizeBytes), sized.totals?.outputBytes];
    };
    expect(sizesBy({ '/a': 5n })).toEqual([null, null, null, 5n]);
    expect(sizesBy({ '/a': 5n, '/b': 7n })).toEqual([12n, 7n, null, 12n]);
  });
});
