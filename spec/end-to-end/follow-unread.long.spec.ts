import { spawn } from 'node:child_process';
import { beforeEach, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { commandLines } from '../support/processes.js';
import { until } from '../support/until.js';
import { program } from './program.js';

const folder = folderForEach();
let path: string;

beforeEach(async () => {
  path = folder.file('quiet.sqlite3');
  await createDatabase(path, { rows: [{ id: 1, status: 'QUEUED' }] });
});

/** Runs a shell's pipeline with `follow` for the program that follows; resolves with what it printed. */
function shell(pipeline: string): Promise<{ readonly code: number | null; readonly out: string }> {
  const child = spawn(
    'sh',
    ['-c', `follow() { '${process.execPath}' '${program}' follow "$@"; }; ${pipeline}`],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH, HOME: folder.path } },
  );
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out })));
}

/** The other processes in whose command line this is. */
const left = (part: string) => commandLines().filter((line) => line.includes(part));

it('follow of a quiet queue ends when the reader of its pipe does', async () => {
  const { code, out } = await shell(`{ follow '${path}'; echo "ended $?" >&3; } 3>&1 | head -n 1; true`);
  expect(code).toBe(0);
  expect(out).toMatch(/1 queued/);
  await until(() => left(path).length === 0, 10_000);
});

it('follow that ends by itself leaves no process that holds the pipe open', async () => {
  const { out } = await shell(`{ follow '${folder.path}' 2>/dev/null; echo "ended $?" >&3; } 3>&1 | cat`);
  expect(out).toBe('ended 1\n');
  expect(left(folder.path)).toEqual([]);
});

it('follow ends without tail in PATH, which watches the reader', async () => {
  const follow = `(PATH='${folder.path}'; follow '${folder.path}' 2>/dev/null)`;
  const { out } = await shell(`{ ${follow}; echo "ended $?" >&3; } 3>&1 | cat`);
  expect(out).toBe('ended 1\n');
});

it('follow that is killed leaves no process that holds the pipe open', async () => {
  const started = `'${process.execPath}' '${program}' follow '${path}' & echo $! > '${folder.file('pid')}'; wait`;
  const { out } = await shell(
    `{ ${started}; } 2>/dev/null | { read -r line; kill -KILL $(cat '${folder.file('pid')}'); cat; echo "$line"; }`,
  );
  expect(out).toMatch(/1 queued/);
  await until(() => left(path).length === 0, 10_000);
});

it('follow that is killed ends its pipe, though whoever started it waits for that before it asks how follow ended', async () => {
  const pids = folder.file('pids');
  const started = `'${process.execPath}' '${program}' follow '${path}' & echo "$! $$" > '${pids}'`;
  const { out } = await shell(
    `sh -c "${started.replaceAll(/["$]/g, '\\$&')}; exec sleep 60 >/dev/null" | {
      read -r line; read -r follower parent < '${pids}'; kill -KILL $follower; cat; echo "$line"; kill $parent; }`,
  );
  expect(out).toMatch(/1 queued/);
});
