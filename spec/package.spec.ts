import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from './support/databases.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

describe('the packed program, installed globally in an empty prefix', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-view-package-'));
  const program = join(folder, 'prefix', 'bin', 'jobs-view');

  beforeAll(async () => {
    // The build that these specs run from is packed as it stands, and nothing is fetched.
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const tarball = join(folder, `jobs-view-${version}.tgz`);
    const quiet = ['--offline', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'];
    await run('npm', ['install', '--global', '--prefix', join(folder, 'prefix'), ...quiet, tarball], {
      cwd: folder,
    });
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reads a database: the SQL files and the WASM came along', async () => {
    const path = join(folder, 'jobs.sqlite3');
    await createDatabase(path, {
      version: 'A',
      rows: [{ id: 7, plugin_name: 'fix_parser', status: 'FAILED' }],
    });
    const { stdout, stderr } = await run(program, [path, '--json'], { cwd: folder });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, counts: { failed: 1 }, jobs: [{ id: 7 }] });
  });

  it('says that it can write nothing without better-sqlite3, instead of failing at the start', async () => {
    const refusal = run(program, ['init', join(folder, 'new.sqlite3')], { cwd: folder });
    await expect(refusal).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('better-sqlite3'),
    });
  });

  it('knows its version', async () => {
    const { stdout } = await run(program, ['--version'], { cwd: folder });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
