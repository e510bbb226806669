import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import nodeModule from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { startInPty } from '../support/pty.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { program } from './program.js';

let folder: TemporaryFolder;
let path: string;

beforeEach(async () => {
  folder = temporaryFolder();
  path = folder.file('jobs.sqlite3');
  await createDatabase(path, { rows: [{ id: 1, plugin_name: 'alpha', status: 'FAILED' }] });
});

afterEach(() => folder.remove());

/** Prints as JSON what changes with neither time nor place. */
function printed(args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--json', path, ...args], {
    env: { PATH: process.env.PATH, HOME: folder.path, ...environment },
    encoding: 'utf8',
  });
  const jobs = stdout === '' ? null : (JSON.parse(stdout) as { jobs: unknown }).jobs;
  return { status, stderr, jobs };
}

const kept = (name: string) => folder.file(`.cache/jobs-view/${name}.code`);

// From 22.8 on, Node keeps what it compiled by itself, in its own way.
('enableCompileCache' in nodeModule ? describe.skip : describe)('what was compiled', () => {
  it('is kept by the first run and used by the next', () => {
    const first = printed();
    expect(first).toMatchObject({ status: 0, stderr: '', jobs: [{ id: 1 }] });
    const { ino, size } = statSync(kept('json'));
    expect(size).toBeGreaterThan(100_000);
    expect(printed()).toEqual(first);
    // What isn't used is compiled and kept again.
    expect(statSync(kept('json')).ino).toBe(ino);
    expect(readdirSync(folder.file('.cache/jobs-view'))).toEqual(['json.code']);
  });

  it('is compiled again where a byte of it has changed', () => {
    const first = printed();
    const sound = readFileSync(kept('json'));
    const broken = Buffer.from(sound);
    const last = broken.length - 1;
    broken[last] = (broken[last] ?? 0) ^ 1;
    writeFileSync(kept('json'), broken);
    expect(printed()).toEqual(first);
    expect(readFileSync(kept('json')).equals(broken)).toBe(false);
  });

  it('is not kept of a run that failed', () => {
    expect(printed(['--limit', 'x']).status).not.toBe(0);
    expect(existsSync(kept('json'))).toBe(false);
  });

  it('is not kept where NODE_DISABLE_COMPILE_CACHE is set, nor where there is no place for it', () => {
    const expected = { status: 0, stderr: '', jobs: [{ id: 1 }] };
    expect(printed([], { NODE_DISABLE_COMPILE_CACHE: '1' })).toMatchObject(expected);
    expect(existsSync(kept('json'))).toBe(false);
    const file = folder.file('file');
    writeFileSync(file, '');
    expect(printed([], { XDG_CACHE_HOME: file })).toMatchObject(expected);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it("is neither kept nor looked for in a folder that is somebody else's", () => {
    const cache = folder.file('cache');
    mkdirSync(cache);
    const theirs = join(cache, 'jobs-view');
    // Only root can give a folder away; everybody has one that is root's and open to all.
    if (process.geteuid?.() === 0) {
      mkdirSync(theirs);
      chownSync(theirs, 12_345, 12_345);
    } else symlinkSync('/tmp', theirs);
    expect(printed([], { XDG_CACHE_HOME: cache })).toMatchObject({
      status: 0,
      stderr: '',
      jobs: [{ id: 1 }],
    });
    expect(existsSync(join(theirs, 'json.code'))).toBe(false);
  });

  it('is kept by the dashboard and its thread, too', async () => {
    const view = startInPty(process.execPath, [program, path], { environment: { HOME: folder.path } });
    try {
      await view.waitForText('▸', { within: 20_000 });
      await eventually(
        () => existsSync(kept('thread')),
        () => view.screen.text(),
        { within: 20_000 },
      );
      view.type('q');
      expect(await view.ended).toMatchObject({ code: 0 });
      expect(existsSync(kept('dashboard'))).toBe(true);
    } finally {
      await view.close();
    }
  });
});
