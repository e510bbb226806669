import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActionProblemCode } from '../../lib/actions/action-problem.js';
import { type ActionOptions, runAction } from '../../lib/actions/run-action.js';
import { createDatabase, readSql, runSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';

afterEach(() => NativeWriter.killAll());

/** Migrates and expects the problem, whole and about this file. */
async function refused(path: string, code: ActionProblemCode, options: ActionOptions = {}): Promise<string> {
  const result = await runAction({ action: 'migrate', path }, options);
  expect(result).toMatchObject({ kind: 'problem', problem: { code, file: path } });
  if (result.kind !== 'problem') throw new Error('it was done');
  expect(result.problem.sentence).toMatch(/^\S.*\.$/s);
  expect(result.problem.advice).toMatch(/^\S.*\S$/s);
  return result.problem.sentence;
}

/** An environment of a Node without SQLite, in which importing better-sqlite3 ends in the body of a resolve hook. */
function importing(body: string): NodeJS.ProcessEnv {
  const hooks = `export async function resolve(name, context, next) {
    if (name !== 'better-sqlite3') return next(name, context);
    ${body}
  }`;
  return preloading(`import { register } from 'node:module'; register(${JSON.stringify(data(hooks))});
    const { getBuiltinModule } = process;
    process.getBuiltinModule = (name) => (name === 'node:sqlite' ? undefined : getBuiltinModule(name));`);
}

/** What is advised where nothing stands in the way of an install. */
const usual = '^Run it with Node 22.13 or later, or: npm install --global better-sqlite3@12[.] ';
const missing = (code: string) => `throw Object.assign(new Error('none'), { code: '${code}' });`;

/** The body of a hook by which better-sqlite3 fails with its first use. */
function failing(message: string): string {
  const broken = `export default class { constructor() { throw new Error(${JSON.stringify(message)}) } }`;
  return `return { url: ${JSON.stringify(data(broken))}, shortCircuit: true };`;
}

/** An environment in which a process begins with this. */
function preloading(source: string): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: `--import=${data(source)}` };
}

function data(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

async function isMigrated(path: string): Promise<boolean> {
  const names = `SELECT name FROM pragma_table_info('cf_processing_queue') WHERE name = 'job_type'`;
  return (await readSql(path, names)).length > 0;
}

async function queue(): Promise<string> {
  const path = join(testFolder(), 'queue.sqlite3');
  await createDatabase(path);
  return path;
}

describe('runAction', () => {
  it('reports what is wrong with a path', async () => {
    const folder = testFolder();
    const file = (name: string, content: string | Buffer): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const sql = async (name: string, ...statements: readonly string[]): Promise<string> => {
      await runSql(join(folder, name), statements);
      return join(folder, name);
    };
    const socket = join(folder, 'socket');
    const server = createServer().listen(socket);
    const plain = join(folder, 'plain.sqlite3');
    await createDatabase(plain, { journalMode: 'delete' });
    const whole = readFileSync(plain);
    const keyed = 'CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY) WITHOUT ROWID';
    const wrong: readonly (readonly [ActionProblemCode, ...(readonly string[])])[] = [
      ['missing', ...[join(folder, 'nothing'), join(folder, 'no', 'folder'), join(plain, 'below')]],
      ['not-a-file', folder, socket],
      ['empty', file('empty', '')],
      [
        'not-a-database',
        file('text', 'The quick brown fox. '.repeat(100)),
        file('random', Buffer.alloc(5000, 0xa7)),
      ],
      [
        'damaged',
        file('cut', whole.subarray(0, 5000)),
        file('scrambled', Buffer.from(whole).fill(0xff, 100, 4096)),
      ],
      ['foreign', await sql('other', 'CREATE TABLE other (id)'), await sql('keyed', keyed)],
      ['foreign', await sql('view', 'CREATE VIEW cf_processing_queue AS SELECT 1 AS id')],
    ];
    await Promise.all(wrong.flatMap(([code, ...paths]) => paths.map((path) => refused(path, code))));
    server.close();
  });

  it('waits for a worker’s lock until its timeout', async () => {
    const path = await queue();
    const worker = await NativeWriter.start(path);
    await worker.begin();
    const before = performance.now();
    expect(await refused(path, 'locked', { busyTimeoutMs: 1500 })).toContain('for more than 1.5 s');
    expect(performance.now() - before).toBeGreaterThan(1500);
    const jobs = [{ id: '1', statusText: 'QUEUED', retryCount: 0 }];
    const changing = await runAction({ action: 'cancel', path, jobs }, { busyTimeoutMs: 1 });
    expect(changing).toMatchObject({ problem: { code: 'locked' } });
    // Nobody asked for this, so it waits for nobody.
    const cleaning = await runAction({ action: 'clean-metrics', path }, { busyTimeoutMs: 60_000 });
    expect(cleaning).toMatchObject({ problem: { sentence: 'Another process holds the write lock.' } });
    const waiting = runAction({ action: 'migrate', path });
    await worker.commit();
    expect(await waiting).toMatchObject({ kind: 'done' });
    await worker.close();
  });

  it.each([
    ['left out', missing('ERR_MODULE_NOT_FOUND'), usual],
    ['left out, where it is required', missing('MODULE_NOT_FOUND'), usual],
    ['not built', failing('Could not locate the bindings file. Tried:'), '--allow-scripts=better-sqlite3'],
    ['built for another Node', failing('using NODE_MODULE_VERSION 1'), usual],
    ['broken', failing('invalid ELF header'), usual],
  ])('advises how to install better-sqlite3 that is %s', async (_, body, advice) => {
    const path = await queue();
    await refused(path, 'no-driver', { environment: importing(body) });
    const probe = await runAction({ action: 'probe', path }, { environment: importing(body) });
    expect(probe).toMatchObject({
      problem: { code: 'no-driver', advice: expect.stringMatching(new RegExp(advice)) },
    });
  });

  it('is ended by an abort of its signal, and by its timeout', async () => {
    const path = await queue();
    const worker = await NativeWriter.start(path);
    await worker.begin();
    const controller = new AbortController();
    const stopped = refused(path, 'stopped', { signal: controller.signal });
    controller.abort();
    await Promise.all([stopped, refused(path, 'timeout', { timeoutMs: 100 })]);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await refused(path, 'stopped', { signal: AbortSignal.abort() });
    await worker.close();
    expect(await isMigrated(path)).toBe(false);
  });

  it('passes its process a timeout one second longer, and a grace period after the owner’s end', async () => {
    const environment = preloading('process.stdout.write(process.argv[2]); process.exit()');
    const path = join(testFolder(), 'queue.sqlite3');
    const options = { timeoutMs: 20_000, busyTimeoutMs: 700, environment };
    const limits: unknown = await runAction({ action: 'migrate', path }, options);
    expect(limits).toEqual({ owner: process.pid, timeoutMs: 21_000, graceMs: 1700 });
  });

  it('gives its process a group of its own, so that no key of the terminal ends or suspends it', async () => {
    // Throws where no group has this number.
    const environment = preloading(
      'process.kill(-process.pid, 0); process.stdout.write("{}"); process.exit()',
    );
    expect(await runAction({ action: 'migrate', path: '/nowhere' }, { environment })).toEqual({});
  });

  it('reports an unknown outcome when its process is killed, before or after the transaction', async () => {
    const die = "process.kill(process.pid, 'SIGKILL');";
    const path = await queue();
    const before = await runAction({ action: 'migrate', path }, { environment: importing(die) });
    expect(before).toMatchObject({
      problem: {
        code: 'cut-short',
        sentence: 'Writing was ended by SIGKILL.',
        advice: 'It may have been done, whole or not at all. Look before you try again.',
      },
    });
    expect(await isMigrated(path)).toBe(false);
    const mute = `process.stdout.write = () => ${die.slice(0, -1)}`;
    const after = await runAction({ action: 'migrate', path }, { environment: preloading(mute) });
    expect(after).toMatchObject({ problem: { code: 'cut-short' } });
    expect(await isMigrated(path)).toBe(true);
  });

  it('reports an unknown outcome, with the end of stderr, when its process exits without an answer', async () => {
    const path = await queue();
    const complaint = "'at first ' + 'x'.repeat(9000) + ' at last'";
    const environment = preloading(
      `import { writeSync } from 'node:fs'; writeSync(2, ${complaint}); process.exit(7)`,
    );
    expect(await runAction({ action: 'migrate', path }, { environment })).toMatchObject({
      problem: {
        code: 'cut-short',
        sentence: 'Writing ended without an answer.',
        detail: expect.stringMatching(/^x+ at last$/),
      },
    });
  });

  it('changes nothing, and says why, when there can be no thread that ends its process', async () => {
    const path = await queue();
    const environment = preloading(`import threads from 'node:worker_threads';
      import { syncBuiltinESMExports } from 'node:module';
      threads.Worker = class { constructor() { throw new Error('EAGAIN'); } };
      syncBuiltinESMExports();`);
    const sentence = 'Writing could not be started: too many processes and threads are running.';
    expect(await refused(path, 'failed', { environment })).toBe(sentence);
    expect(await isMigrated(path)).toBe(false);
  });

  it('reports how its process ended that never read an order too large for a pipe', async () => {
    const jobs = Array.from({ length: 20_000 }, (_, id) => ({
      ...{ id: String(id), statusText: 'FAILED', retryCount: 0 },
    }));
    const order = { action: 'retry', path: '/queue.sqlite3', jobs } as const;
    expect(await runAction(order, { environment: preloading('process.exit(7)') })).toMatchObject({
      problem: { code: 'cut-short', sentence: 'Writing ended without an answer.' },
    });
  });

  it('reports read-only files and folders to a user who may not write them', async () => {
    const folder = testFolder();
    const path = join(folder, 'queue.sqlite3');
    await createDatabase(path, { journalMode: 'delete', rows: [{ plugin_name: 'p', status: 'FAILED' }] });
    const before = readFileSync(path);
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    const program = fileURLToPath(new URL('./unprivileged.js', import.meta.url));
    const absent = join(closed, 'new.sqlite3');
    const { stdout } = await promisify(execFile)(process.execPath, [program, path, absent]);
    const refusal = { code: 'read-only', file: path };
    // So that they can be removed.
    for (const path of [folder, closed]) chmodSync(path, 0o755);
    expect(JSON.parse(stdout)).toMatchObject([
      { problem: { ...refusal, sentence: 'You have no permission to write to this database.' } },
      { problem: { ...refusal, file: absent } },
      { problem: refusal },
      { problem: refusal },
    ]);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['closed', 'queue.sqlite3']);
  });
});
