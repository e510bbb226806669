import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { testFolder } from './support/test-folder.js';

/** It isn't compiled. */
const place = fileURLToPath(new URL('../../build.js', import.meta.url));
const { replaceBuild } = (await import(place)) as {
  replaceBuild(next: string, dist: string, now: number): void;
};

const day = 24 * 3600_000;
const now = Date.parse('2026-01-13T10:38:00Z');

/** Folders for builds; `build` makes one of these files, and puts it in its place after so many days. */
function workplace() {
  const folder = testFolder();
  const dist = join(folder, 'dist');
  const build = (files: Readonly<Record<string, string>>, days = 0) => {
    const next = join(folder, 'next');
    mkdirSync(join(next, 'program'), { recursive: true });
    mkdirSync(join(next, 'spec'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(next, name), text);
    replaceBuild(next, dist, now + days * day);
  };
  const files = () => readdirSync(join(dist, 'program')).filter((name) => name.endsWith('.js'));
  return { dist, build, files, ignored: () => readFileSync(join(dist, 'program', '.npmignore'), 'utf8') };
}

const one = {
  'program/jobs-view.js': `console.log('begun'); process.stdin.on('data', () => require('./late-AAAAAAAA.js'));`,
  'program/late-AAAAAAAA.js': `console.log('late'); process.exit();`,
  'program/late-AAAAAAAA.js.map': '{}',
  'spec/one.spec.js': '',
};
const other = { 'program/jobs-view.js': '', 'program/late-BBBBBBBB.js': '', 'spec/other.spec.js': '' };

describe('a build that replaces another one', () => {
  it('leaves a program that runs the parts that it loads later', async () => {
    const { dist, build } = workplace();
    build(one);
    const running = spawn(process.execPath, [join(dist, 'program/jobs-view.js')]);
    const said = () => new Promise((resolve) => running.stdout.once('data', (text) => resolve(String(text))));
    expect(await said()).toBe('begun\n');
    for (const days of [1, 2]) build({ ...other, 'program/next.js': `${days}` }, days);
    running.stdin.end('go\n');
    expect(await said()).toBe('late\n');
  });

  it('names those parts for npm to leave out, and removes them after a week, at once all but bundles', () => {
    const { dist, build, files, ignored } = workplace();
    build(one);
    for (const name of ['jobs-view.mjs', 'jobs-view', 'old.js']) writeFileSync(join(dist, name), '');
    build(other);
    expect(ignored()).toBe('# 2026-01-13T10:38:00.000Z\nlate-AAAAAAAA.js\n');
    expect(readdirSync(join(dist, 'program'))).not.toContain('late-AAAAAAAA.js.map');
    expect(readdirSync(join(dist, 'spec'))).toEqual(['other.spec.js']);
    expect(readdirSync(dist).sort()).toEqual(['jobs-view', 'jobs-view.mjs', 'program', 'spec']);
    build(other, 6);
    expect(files()).toContain('late-AAAAAAAA.js');
    build(other, 7);
    expect(files()).toEqual(['jobs-view.js', 'late-BBBBBBBB.js']);
    expect(ignored()).toBe('');
  });

  it('takes a part back that it has again', () => {
    const { build, files, ignored } = workplace();
    for (const each of [one, other, one]) build(each);
    expect(ignored()).toContain('late-BBBBBBBB.js');
    expect(ignored()).not.toContain('late-AAAAAAAA.js');
    build(one, 8);
    expect(files()).toEqual(['jobs-view.js', 'late-AAAAAAAA.js']);
  });

  it('puts the first file in its place when all that it loads is there', () => {
    const { dist, build, files } = workplace();
    mkdirSync(join(dist, 'program', 'jobs-view.js'), { recursive: true });
    expect(() => build({ ...one, 'program/reader-thread.js': '' })).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(files()).toEqual(['jobs-view.js', 'late-AAAAAAAA.js', 'reader-thread.js']);
    expect(existsSync(join(dist, 'spec/one.spec.js'))).toBe(true);
  });
});
