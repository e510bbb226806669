import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from './support/databases.js';
import { temporaryFolder } from './support/temporary-folder.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** What of package.json decides what an operator gets. */
interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Packages within a package are copied for themselves. */
function isNested(from: string, path: string): boolean {
  return relative(join(root, path), from).split(sep).includes('node_modules');
}

const megabyte = 1e6;

/** Bytes of the files in a folder. */
function bytesIn(path: string): number {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(path, name)))
    .reduce((sum, status) => sum + (status.isFile() ? status.size : 0), 0);
}

/** Where the packages stand that the program needs: npm's own answer, from the folder that they are installed in. */
async function installedPackages(): Promise<string[]> {
  const list = ['ls', '--all', '--parseable', '--omit=dev', '--omit=peer'];
  // It complains of packages that stand there beside the needed ones, and lists all the same.
  const { stdout } = await run('npm', list, { cwd: root }).catch((error: { stdout: string }) => error);
  return stdout
    .split('\n')
    .filter((path) => path.includes('node_modules'))
    .map((path) => relative(root, path));
}

/**
 * What npm packs, installed by npm. A registry is out of reach here, and a clean install leaves nothing behind that npm
 * could choose versions by; so the dependencies travel in the tarball, as they are installed here.
 */
describe('the packed program, installed globally in an empty prefix', () => {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  const program = join(folder, 'prefix', 'bin', 'jobs-view');
  const shipped = join(folder, 'prefix', 'lib', 'node_modules', 'jobs-view', 'dist', 'program');

  beforeAll(async () => {
    // The build that these specs run from is packed as it stands.
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
    const tarball = `jobs-view-${version}.tgz`;
    await run('tar', ['-xzf', tarball], { cwd: folder });
    const home = join(folder, 'package');
    const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
    const bundled = { ...manifest, bundleDependencies: Object.keys(manifest.dependencies) };
    writeFileSync(join(home, 'package.json'), JSON.stringify(bundled));
    for (const path of await installedPackages()) {
      cpSync(join(root, path), join(home, path), {
        recursive: true,
        filter: (from) => !isNested(from, path),
      });
    }
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: home });
    const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    const prefix = join(folder, 'prefix');
    await run('npm', ['install', '--global', '--prefix', prefix, ...quiet, join(folder, tarball)], {
      cwd: folder,
    });
  }, 120_000);

  afterAll(() => temporary.remove());

  it('reads a database: the SQL files and the WASM came along, and it knows its version', async () => {
    const version = (await run(program, ['--version'], { cwd: folder })).stdout;
    expect(version).toMatch(/^\d+\.\d+\.\d+\nreads with SQLite [\d.]+ \(sql\.js\), writes with .+\n$/);
    const path = join(folder, 'jobs.sqlite3');
    await createDatabase(path, {
      version: 'A',
      rows: [{ id: 7, plugin_name: 'fix_parser', status: 'FAILED' }],
    });
    const { stdout, stderr } = await run(program, [path, '--json'], { cwd: folder });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, counts: { failed: 1 }, jobs: [{ id: 7 }] });
  });

  it('puts a text on the desktop by the xsel of the system, and brings no program of others', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'xsel'), `#!/bin/sh\nexec /bin/cat >${join(folder, 'copied')}\n`, {
      mode: 0o755,
    });
    const copying = run(process.execPath, [join(shipped, 'clipboardy-process.js')], { env: { PATH: bin } });
    copying.child.stdin?.end('/data/out');
    await copying;
    expect(readFileSync(join(folder, 'copied'), 'utf8')).toBe('/data/out');
    const files = readdirSync(shipped, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(shipped, name),
    );
    const binaries = files.filter(
      (name) => statSync(name).isFile() && readFileSync(name, 'latin1').startsWith('\x7fELF'),
    );
    expect(binaries).toEqual([]);
  });

  it('brings the text of the licence of every package in its bundle', () => {
    const parts = readFileSync(join(shipped, 'LICENSES.txt'), 'utf8').split('\n----\n\n');
    expect(parts.length).toBeGreaterThan(50);
    const without = parts.filter(
      (part) =>
        !/^\S+ \d[\w.-]*: [A-Z][\w.-]+\n\n[\s\S]*(Permission|Apache License|provided that)/.test(part),
    );
    expect(without.map((part) => part.split('\n')[0])).toEqual([]);
  });

  it('brings a manual page, completions and no source maps', async () => {
    const files = readdirSync(shipped, { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('.map'))).toEqual([]);
    const linked = join(folder, 'prefix', 'share', 'man', 'man1', 'jobs-view.1');
    expect(readFileSync(linked, 'utf8')).toBe((await run(program, ['man'])).stdout);
    for (const shell of ['bash', 'zsh', 'fish'])
      expect(readFileSync(join(shipped, 'completions', `jobs-view.${shell}`), 'utf8')).toBe(
        (await run(program, ['completion', shell])).stdout,
      );
  });

  it('writes with the SQLite of its Node, or with a better-sqlite3 that is installed beside it', async () => {
    const path = join(folder, 'new.sqlite3');
    const init = () => run(program, ['init', path], { cwd: folder });
    if (process.versions.sqlite === undefined) {
      await expect(init()).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('npm install --global better-sqlite3@12'),
      });
      for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path'])
        cpSync(join(root, 'node_modules', name), join(folder, 'prefix', 'lib', 'node_modules', name), {
          recursive: true,
        });
    }
    await expect(init()).resolves.toMatchObject({ stderr: '', stdout: expect.stringMatching(/^Made a new/) });
    const env = { ...process.env, TERM: 'xterm-256color' };
    expect((await run(program, ['doctor', path], { env })).stdout).toMatch(/^ok +actions /m);
  });

  it('brings at most two packages, and 10 MB with them', async () => {
    const packages = await installedPackages();
    expect(packages.length).toBeLessThanOrEqual(2);
    const own = join(folder, 'prefix', 'lib', 'node_modules', 'jobs-view');
    expect(bytesIn(own)).toBeLessThan(10 * megabyte);
  });
});
