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
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { program } from './program.js';
import { folder, open, path, quit, soon } from './scene.js';

beforeEach(async () => {
  await createDatabase(path, { rows: [{ id: 1, plugin_name: 'alpha', status: 'FAILED' }] });
});

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

/** From 22.8 on, Node keeps what it compiled by itself, in its own way: nothing of this is ours then. */
const isOurs = !('enableCompileCache' in nodeModule);
/** What lies in a cache's folder, which may not be there. */
const keptIn = (cache: string) =>
  existsSync(join(cache, 'jobs-view')) ? readdirSync(join(cache, 'jobs-view')) : [];
const ours = isOurs ? ['json.code'] : expect.not.arrayContaining(['json.code']);

describe('the code cache of the program', () => {
  it('is written by the first run and used by the next', () => {
    const first = printed();
    expect(first).toMatchObject({ status: 0, stderr: '', jobs: [{ id: 1 }] });
    const before = isOurs ? statSync(kept('json')) : null;
    if (isOurs) expect(before?.size).toBeGreaterThan(100_000);
    expect(printed()).toEqual(first);
    // What isn't used is compiled and kept again.
    if (isOurs) expect(statSync(kept('json')).ino).toBe(before?.ino);
    expect(keptIn(folder.file('.cache'))).toEqual(ours);
    expect(keptIn(folder.file('.cache'))).not.toEqual([]);
  });

  it('is not written by a run that failed', () => {
    expect(printed(['--limit', 'x']).status).not.toBe(0);
    expect(existsSync(kept('json'))).toBe(false);
  });

  it('is not written with NODE_DISABLE_COMPILE_CACHE, nor without a folder', () => {
    const expected = { status: 0, stderr: '', jobs: [{ id: 1 }] };
    expect(printed([], { NODE_DISABLE_COMPILE_CACHE: '1' })).toMatchObject(expected);
    expect(keptIn(folder.file('.cache'))).toEqual([]);
    const file = folder.file('file');
    writeFileSync(file, '');
    expect(printed([], { XDG_CACHE_HOME: file })).toMatchObject(expected);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('is neither written to nor read from another user’s folder', () => {
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
    if (process.geteuid?.() === 0) expect(readdirSync(theirs)).toEqual([]);
    expect(existsSync(join(theirs, 'json.code'))).toBe(false);
  });

  it('is written by the dashboard and its reader thread', async () => {
    const view = open([path], { environment: { XDG_CACHE_HOME: '' }, flags: [] });
    await view.waitForText('▸', soon);
    if (isOurs)
      await eventually(
        () => existsSync(kept('thread')),
        () => view.screen.text(),
        soon,
      );
    await quit(view);
    expect(existsSync(kept('dashboard'))).toBe(isOurs);
    expect(keptIn(folder.file('.cache'))).not.toEqual([]);
  });
});
