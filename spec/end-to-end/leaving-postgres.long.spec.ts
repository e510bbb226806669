import { afterEach, expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { type PostgresRelay, postgresRelay } from '../support/postgres-relay.js';
import { addressOf } from '../support/postgres-server.js';
import type { PtyProgram } from '../support/pty.js';
import { sharedServer } from '../support/shared-server.js';
import { open } from './scene.js';
import { run, start } from './scripts.js';

const { describe, it } = needs('postgres');

const server = sharedServer({
  tables: { version: 'D', migrated: 'all' },
  statements: [
    `INSERT INTO cf_processing_queue (plugin_name, status, end_time)
     SELECT 'parser', 'FAILED', EXTRACT(EPOCH FROM now())::bigint - 9 FROM generate_series(1, 9)`,
  ],
});

let relay: PostgresRelay | null = null;

afterEach(async () => {
  await relay?.close();
  relay = null;
});

const within = { within: 30_000 };

/** Starts the program in a terminal, does this to it once it shows the queue, and waits for its end. */
async function inTerminal(words: readonly string[], text: string, leave: (program: PtyProgram) => void) {
  const shown = open(words, { flags: [] });
  await shown.waitForText(text, within);
  leave(shown);
  await shown.ended;
}

/** Has a row if somebody waits for a lock, in a transaction that is open too. */
const waiting = 'SELECT 1 FROM pg_locks WHERE NOT granted';

/** What ends the program: by itself, by a key, by a signal to it or to all that share its terminal. */
const ways: readonly (readonly [string, (address: string) => Promise<unknown>])[] = [
  ['--json', (address) => run(['--json', address])],
  ...(['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(
    (signal) =>
      [
        `--json, by ${signal}`,
        (address: string) =>
          server.with(async (holder) => {
            await holder.query('BEGIN; LOCK TABLE cf_processing_queue');
            const { child, ended } = start(['--json', address]);
            await eventually(
              async () => (await holder.query(waiting)).rowCount !== 0,
              'nobody waits',
              within,
            );
            child.kill(signal);
            expect(await ended).toMatchObject({ signal, out: '', errors: '' });
          }),
      ] as const,
  ),
  ['causes', (address) => run(['causes', address])],
  ['log of no job', (address) => run(['log', '77', address])],
  ['doctor', (address) => run(['doctor', address])],
  ['retry', (address) => run(['retry', '1', address, '--yes'])],
  ['wait', (address) => run(['wait', '--status', 'failed', address])],
  [
    'follow, by Ctrl-C',
    (address) => inTerminal(['follow', '--since', '1h', address], 'failed', ({ type }) => type('\x03')),
  ],
  ...Object.entries({ q: 'q', 'Ctrl-C': '\x03' }).map(
    ([name, key]) =>
      [
        `the dashboard, by ${name}`,
        (address: string) => inTerminal([address], 'parser', ({ type }) => type(key)),
      ] as const,
  ),
  ...(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const).map(
    (signal) =>
      [
        `the dashboard, by ${signal}`,
        (address: string) => inTerminal([address], 'parser', ({ pid }) => process.kill(pid, signal)),
      ] as const,
  ),
];

describe('The end of a program that read a queue in PostgreSQL', () => {
  it.each(ways)(
    'is announced to the server before its connection ends (%s)',
    async (_, leave) => {
      relay = await postgresRelay(`${server.host}/.s.PGSQL.${server.port}`);
      const { counts } = relay;
      await leave(addressOf({ host: '127.0.0.1', port: relay.port }));
      await eventually(() => counts.ended === counts.begun, 'still connected');
      expect(counts).toEqual({ ...counts, withoutFarewell: 0 });
      expect(counts.begun).toBeGreaterThan(0);
    },
    60_000,
  );

  it('gives up a write that waits for a lock if it is killed', async () => {
    await server.with(async (worker) => {
      await worker.query('BEGIN; UPDATE cf_processing_queue SET priority = 1 WHERE id = 2');
      const { child, ended } = start(['retry', '2', '3', addressOf(server), '--yes']);
      await eventually(async () => (await server.run(waiting)).length > 0, 'nobody waits', within);
      child.kill('SIGKILL');
      await ended;
      await worker.query('COMMIT');
    });
    const ours = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'jobs-view'`;
    await eventually(async () => (await server.run(ours)).length === 0, 'still connected', within);
    expect(
      await server.run('SELECT id FROM cf_processing_queue WHERE status <> $$FAILED$$ AND id > 1'),
    ).toEqual([]);
  }, 60_000);
});
