import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from './support/databases.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** What of package.json decides what an operator gets. */
interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

/**
 * Installed as npm does it, but with the dependencies that stand here already: npm would choose versions of its own for
 * those of the dependencies, and to fetch them it needs a network, or a cache that a clean install doesn't fill.
 */
describe('the packed program, installed with its dependencies and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-view-package-'));
  const program = join(folder, 'bin', 'jobs-view');

  beforeAll(async () => {
    // The build that these specs run from is packed as it stands.
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
    await run('tar', ['-xzf', join(folder, `jobs-view-${version}.tgz`), '-C', folder]);
    const home = join(folder, 'package');
    const { dependencies, bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
    mkdirSync(join(home, 'node_modules'));
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(home, 'node_modules', name)), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(home, 'node_modules', name));
    }
    mkdirSync(dirname(program));
    const script = join(home, bin['jobs-view'] ?? '');
    chmodSync(script, 0o755);
    symlinkSync(script, program);
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
