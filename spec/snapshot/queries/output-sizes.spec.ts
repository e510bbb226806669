import { chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isUnchanged, measureOutput } from '../../../lib/snapshot/measure-output.js';
import { OutputSizes } from '../../../lib/snapshot/output-sizes.js';
import { unsizedOutputs, withOutputSizes } from '../../../lib/snapshot/with-output-sizes.js';
import { QueueDatabase } from './queue-database.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-sizes-'));
  await mkdir(join(folder, 'out/deep/deeper'), { recursive: true });
  await writeFile(join(folder, 'out/a'), 'x'.repeat(1000));
  await writeFile(join(folder, 'out/deep/deeper/b'), 'x'.repeat(234));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the size of an output', () => {
  it('is that of a file, or the sum of the files in a folder', async () => {
    const sizes = new OutputSizes({ base: folder, home: folder });
    const paths = ['out', './out/', 'out/a', '~/out', join(folder, 'out'), `file://${folder}/out/a`];
    expect(paths.map((path) => sizes.known(path))).toEqual(paths.map(() => null));
    expect(await sizes.measure(paths)).toBe(true);
    expect(paths.map((path) => sizes.known(path))).toEqual([1234n, 1234n, 1000n, 1234n, 1234n, 1000n]);
    expect(await sizes.measure(paths)).toBe(false);
  });

  it('is unknown, without an error, where there is none', async () => {
    const sizes = new OutputSizes({ base: folder, home: null });
    const paths = [
      'gone',
      's3://bucket/key',
      '~/out',
      'a\0b',
      'file://host/x',
      'file://%zz',
      '',
      'x'.repeat(9000),
    ];
    const others = paths.filter((path) => path !== '');
    expect(await sizes.measure(others)).toBe(false);
    expect(others.map((path) => sizes.known(path))).toEqual(others.map(() => null));
  });

  it('follows what changes: files added deep below, grown, replaced, gone', async () => {
    const sizes = new OutputSizes({ base: folder, home: null });
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
    const sizes = new OutputSizes({ base: folder, home: null });
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
    const sizes = new OutputSizes({ base: folder, home: null });
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

  it('is forgotten beyond so many outputs, the one longest not asked for first', async () => {
    const sizes = new OutputSizes({ base: folder, home: null });
    await sizes.measure(['out', 'out/a']);
    await sizes.measure(['out', ...Array.from({ length: 1999 }, (_, index) => `none${index}`)]);
    expect([sizes.known('out'), sizes.known('out/a')]).toEqual([1234n, null]);
  });

  it('comes to each of several callers at once', async () => {
    const sizes = new OutputSizes({ base: folder, home: null });
    expect(await Promise.all([sizes.measure(['out']), sizes.measure(['out']), sizes.measure([])])).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('a picture with sizes from the disk', () => {
  it('has them for complete jobs without one, each output once in the total', async () => {
    const database = await QueueDatabase.of('A', 'all');
    const rows = [
      { status: 'COMPLETED', output_path: '/a' },
      { status: 'COMPLETED', output_path: '/a' },
      { status: 'COMPLETED', output_path: '/b', output_size_bytes: 7 },
      { status: 'COMPLETED', output_path: '/b' },
      { status: 'COMPLETED', output_path: '/unknown' },
      { status: 'COMPLETED' },
      { status: 'FAILED', output_path: '/c' },
      { status: 'RUNNING', output_path: '/a' },
    ];
    for (const row of rows) database.add(row);
    const picture = database.picture();
    database.close();
    expect(unsizedOutputs(picture)).toEqual(['/unknown', '/b', '/a']);

    const known: Readonly<Record<string, bigint>> = { '/a': 100n, '/b': 7n, '/c': 9n };
    const sized = withOutputSizes(picture, (path) => known[path] ?? null);
    const sizes = new Map(sized.window.jobs.map((job) => [job.id, job.outputSizeBytes]));
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((id) => sizes.get(String(id)))).toEqual([
      100n,
      100n,
      7n,
      7n,
      null,
      null,
      null,
      null,
    ]);
    expect(sized.totals.outputBytes).toBe(107n);
    expect(picture.totals.outputBytes).toBe(7n);
    expect(withOutputSizes(picture, () => null)).toBe(picture);
  });
});
