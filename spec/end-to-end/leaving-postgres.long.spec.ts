import { afterEach, expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { type PostgresRelay, postgresRelay } from '../support/postgres-relay.js';
import { addressOf } from '../support/postgres-server.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { sharedServer } from '../support/shared-server.js';
import { testFolder } from '../support/test-folder.js';
import { program } from './program.js';
import { killAll, run, start } from './scripts.js';

const { describe, it } = needs('postgres');

const server = sharedServer({
  tables: { version: 'D', migrated: 'all' },
  statements: [
    `INSERT INTO cf_processing_queue (plugin_name, status, end_time)
     SELECT 'parser', 'FAILED', EXTRACT(EPOCH FROM now())::bigint - 9 FROM generate_series(1, 9)`,
  ],
});

let relay: PostgresRelay | null = null;
let inPty: PtyProgram | null = null;

afterEach(async () => {
  killAll();
  await inPty?.close();
  inPty = null;
  await relay?.close();
  relay = null;
});

const within = { within: 30_000 };

/** Starts the program in a terminal, and waits until it shows the queue. */
async function shown(words: readonly string[], text: string): Promise<PtyProgram> {
  inPty = startInPty(process.execPath, [program, ...words], { environment: { HOME: testFolder() } });
  await inPty.waitForText(text, within);
  return inPty;
}

/** Has a row if somebody waits for a lock. */
const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`;

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
            await eventually(async () => (await server.run(waiting)).length > 0, 'nobody waits', within);
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
    async (address) => {
      const { type, ended } = await shown(['follow', '--since', '1h', address], 'failed');
      type('\x03');
      await ended;
    },
  ],
  ...(['q', '\x03'] as const).map(
    (key) =>
      [
        `the dashboard, by ${key === 'q' ? key : 'Ctrl-C'}`,
        async (address: string) => {
          const { type, ended } = await shown([address], 'parser');
          type(key);
          await ended;
        },
      ] as const,
  ),
  ...(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const).map(
    (signal) =>
      [
        `the dashboard, by ${signal}`,
        async (address: string) => {
          const { pid, ended } = await shown([address], 'parser');
          process.kill(pid, signal);
          await ended;
        },
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
