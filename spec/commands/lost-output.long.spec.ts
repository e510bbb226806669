import { PassThrough, Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../bin/run.js';
import type { World } from '../../lib/commands/world.js';
import { programThread } from '../snapshot/thread/readers.js';
import { createDatabase, runSql } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';

const folder = folderForEach();
let path: string;

beforeEach(async () => {
  path = folder.file('jobs.sqlite3');
  await createDatabase(path, {
    migrated: 'all',
    rows: [
      { id: 1, plugin_name: 'p', status: 'FAILED' },
      { id: 2, plugin_name: 'p', status: 'COMPLETED' },
    ],
    tables: { cf_job_logs: [{ job_id: 1, log_text: 'a log\n' }] },
  });
});

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'] as const;
const handlers = () => signals.map((signal) => process.listenerCount(signal));

/** Where a command runs that writes to these. */
const worldOf = (output: Writable, error: PassThrough) =>
  ({
    input: () => new PassThrough(),
    output,
    error,
    home: folder.path,
    host: 'vm',
    folder: folder.path,
    environment: { HOME: folder.path, LANG: 'C.UTF-8', PATH: process.env.PATH },
    ...{ now: Date.now, readerThread: programThread },
  }) as unknown as World;

/** Runs a command whose output fails with this error, and notes which signals it handles when it writes. */
async function lost(code: string, args: readonly string[]) {
  let handling: readonly number[] | null = null;
  const output = new Writable({
    write: (_, __, done) => {
      handling ??= handlers();
      done(Object.assign(new Error(`${code}: no more, write`), { code }));
    },
  });
  const error = new PassThrough();
  let errors = '';
  error.on('data', (text) => {
    errors += String(text);
  });
  const words = args.map((word) => word.replace('PATH', path));
  return { ended: await run(words, worldOf(output, error), null), errors, handling };
}

// Exit codes are those of a command whose output is read.
describe.each([
  ['--json PATH', 0],
  ['--once PATH', 0],
  ['causes PATH', 0],
  ['workers PATH --json', 0],
  ['parsers PATH', 0],
  ['metrics PATH', 0],
  ['log 1 PATH', 0],
  ['log 1 PATH --follow', 0],
  ['follow PATH', 0],
  ['wait PATH', 3],
  ['doctor PATH', 1],
  ['retry 1 PATH --dry-run', 0],
  ['retry 1 PATH --yes', 0],
  ['init PATH.new', 0],
  ['migrate PATH', 0],
  ['man', 0],
  ['completion bash', 0],
])('%s', (line, code) => {
  const args = line.split(' ');

  it('is silent where nobody reads its output, and leaves signals to the system by then', async () => {
    const before = handlers();
    expect(await lost('EPIPE', args)).toEqual({ ended: code, errors: '', handling: before });
    expect(handlers()).toEqual(before);
  });

  it('exits with 1 and a sentence where its output cannot be written', async () => {
    const errors = 'jobs-view: The output cannot be written: ENOSPC: no more\n';
    expect(await lost('ENOSPC', args)).toMatchObject({ ended: 1, errors });
  });
});

it.each([[[]], [['--follow']]])('a log on a terminal is printed to it as text alone %j', async (more) => {
  await runSql(path, [
    `UPDATE cf_job_logs SET log_text = 'one\u001b[31m red\u001b]0;title\u0007\r\nt\u202ewo' || char(0) || '\nlast'`,
  ]);
  const [output, error] = [new PassThrough(), new PassThrough()];
  Object.assign(output, { isTTY: true, columns: 80, rows: 24 });
  expect(await run(['log', '1', path, ...more], worldOf(output, error), null)).toBe(0);
  expect([String(output.read()), error.read()]).toEqual(['one red\ntwo\nlast\n', null]);
});
