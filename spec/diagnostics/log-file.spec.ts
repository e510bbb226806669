import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogFile } from '../../lib/diagnostics/log-file.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

let folder: TemporaryFolder;
let path: string;
let time: number;
let failures: string[];
let open: LogFile[];

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.file('jobs-view.log');
  time = Date.UTC(2026, 0, 15, 12);
  failures = [];
  open = [];
});

afterEach(() => {
  for (const file of open) file.close();
  folder.remove();
});

function logFile(mostBytes?: number, named = path): LogFile {
  const file = new LogFile({
    path: named,
    now: () => time,
    onFailure: (sentence) => failures.push(sentence),
    ...(mostBytes === undefined ? {} : { mostBytes }),
  });
  open.push(file);
  return file;
}

const lines = (file = path) => readFileSync(file, 'utf8').split('\n').slice(0, -1);

describe('a log file', () => {
  it('has each note at once, and can be read by its owner only', () => {
    logFile().note('start', { version: '1' });
    logFile().note('end', { code: 0 });
    expect(lines()).toEqual([
      '2026-01-15T12:00:00.000Z info start version=1',
      '2026-01-15T12:00:00.000Z info end code=0',
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('counts a repeated note, and has the count after a minute, before another note and at the end', () => {
    const file = logFile();
    const busy = () => file.note('read.failed', { code: 'busy' });
    for (let times = 0; times < 5; times += 1) busy();
    expect(lines()).toHaveLength(1);
    file.note('read.recovered');
    expect(lines()[1]).toContain('code=busy times=4');
    expect(lines()[2]).toContain('read.recovered');
    busy();
    busy();
    time += 60_000;
    busy();
    expect(
      lines()
        .slice(3)
        .map((line) => line.slice(25)),
    ).toEqual([
      'warn read.failed code=busy',
      'warn read.failed code=busy times=1',
      'warn read.failed code=busy',
    ]);
    busy();
    file.close();
    expect(lines()).toHaveLength(7);
  });

  it('moves to .1 when it is full, and replaces the .1 before it', () => {
    const link = folder.file('link.log');
    symlinkSync(path, link);
    const file = logFile(1000, link);
    for (let number = 0; number < 100; number += 1) file.note('action.done', { number });
    expect(readdirSync(folder.path).sort()).toEqual(['jobs-view.log', 'jobs-view.log.1', 'link.log']);
    expect(readlinkSync(link)).toBe(path);
    expect(statSync(path).size).toBeLessThanOrEqual(1000);
    expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(1000);
    expect(lines().at(-1)).toContain('number=99');
    expect(failures).toEqual([]);
  });

  it('keeps the notes of two dashboards in order, whichever of them finds it full', () => {
    const [one, other] = [logFile(1000), logFile(1000)];
    for (let number = 0; number < 40; number += 1) (number % 2 ? one : other).note('action.done', { number });
    const kept = [...lines(`${path}.1`), ...lines()].map((line) => Number(/number=(\d+)/.exec(line)?.[1]));
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect(kept.at(-1)).toBe(39);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 40 - kept.length + index));
  });

  it.each([
    ['a folder', () => mkdirSync(path)],
    ['a pipe', () => execFileSync('mkfifo', [path])],
    ['somebody else’s file', () => writeFileSync(path, 'SQLite format 3\0 and more')],
    ['in a missing folder', () => folder.remove()],
  ])('is not written if its path is %s, and one warning names it', (_, make) => {
    make();
    const before = existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : null;
    const file = logFile();
    file.note('start');
    file.note('end');
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain(`The log file ${path} can't be written`);
    if (before !== null) expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('is written again once its path is free', () => {
    mkdirSync(path);
    const file = logFile();
    file.note('start');
    rmSync(path, { recursive: true });
    file.note('end');
    expect(lines()).toHaveLength(1);
    expect(failures).toHaveLength(1);
  });
});
