import { afterEach, beforeEach, expect, jest } from '@jest/globals';
import type { World } from '../../lib/commands/world.js';
import { servedPostgres } from '../../lib/databases/serve-postgres.js';
import type { ServedDatabase } from '../../lib/hosts/serve/host-session.js';
import { everyJob } from '../../lib/model/filter.js';
import type { PictureRequest, ReadProgress } from '../../lib/model/picture.js';
import { longestRestMs, pollMs } from '../../lib/postgres/server-watch.js';
import { nextTurn } from '../../lib/snapshot/files/node-system.js';
import { needs } from '../support/needs.js';
import { addressOf, type PostgresServer } from '../support/postgres-server.js';
import { sharedServer } from '../support/shared-server.js';

const { describe, it } = needs('postgres');

const top: PictureRequest = {
  filter: everyJob,
  ...{ anchor: { kind: 'index', index: 0 }, before: 0, after: 10, failures: 0 },
};

const server = sharedServer({
  tables: { version: 'D' },
  statements: [
    `INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (1, 'one', 'FAILED'), (2, 'two', 'QUEUED')`,
    'CREATE ROLE reader LOGIN',
    'GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader',
  ],
});
const open: { close(): Promise<void> }[] = [];

beforeEach(() => {
  // Time passes only when the spec says so; what is on its way to the server and back isn't time.
  jest.useFakeTimers({
    doNotFake: ['Date', 'nextTick', 'setImmediate', 'clearImmediate', 'queueMicrotask', 'setInterval'],
  });
});

afterEach(async () => {
  const closing = open.splice(0).map((each) => each.close());
  await until(() => Promise.all(closing), 'it does not close');
  jest.useRealTimers();
});

/** Waits for what the server answers, while no time passes. */
async function until<T>(work: () => T, otherwise: string): Promise<Awaited<T>> {
  let outcome: { readonly value: Awaited<T> } | null = null;
  const done = Promise.resolve(work()).then((value) => {
    outcome = { value };
  });
  const began = Date.now();
  while (outcome === null && Date.now() - began < 20_000) await nextTurn();
  if (outcome === null) throw new Error(otherwise);
  await done;
  return (outcome as { readonly value: Awaited<T> }).value;
}

/** Asks the server again and again, while no time passes. */
async function soon(look: () => Promise<boolean>, otherwise: string): Promise<void> {
  const began = Date.now();
  while (!(await look())) if (Date.now() - began > 20_000) throw new Error(otherwise);
}

interface Options {
  readonly readOnly?: boolean;
  readonly user?: string;
  readonly place?: Pick<PostgresServer, 'host' | 'port'>;
}

/** What serves an address of the spec's server. */
function served(
  more: Readonly<Record<string, string>> = {},
  { readOnly = false, user = 'owner', place = server }: Options = {},
): ServedDatabase {
  const world = { environment: {}, home: null, host: 'here', now: Date.now } as unknown as World;
  const one = servedPostgres(addressOf(place, { user, ...more }), readOnly, world);
  open.push(one.readers);
  return one;
}

/** Starts the watch of what is served; `changes` tells how often it has told of one. */
async function watching(one: ServedDatabase) {
  const told = { changes: 0, degraded: 0, overtaken: 0 };
  const watch = one.watch(
    () => {
      told.changes += 1;
    },
    () => {
      told.degraded += 1;
    },
    () => {
      told.overtaken += 1;
    },
  );
  open.unshift(watch);
  await until(() => watch.start(), 'it does not look');
  // However slow the server was until now, it has had its rest.
  await passes(longestRestMs);
  /** Lets time pass until it has told of another change; returns how many ms that took. */
  const next = async (): Promise<number> => {
    const [before, began] = [told.changes, performance.now()];
    const wall = Date.now();
    while (told.changes === before && Date.now() - wall < 20_000) {
      // Whatever the server was asked is answered before more time passes.
      await settled();
      if (told.changes === before) jest.advanceTimersByTime(pollMs / 2);
    }
    return performance.now() - began;
  };
  return { told, next };
}

/** Lets time pass at once; what was asked of the server then is answered. */
async function passes(ms: number): Promise<void> {
  jest.advanceTimersByTime(ms);
  await settled();
}

/** Resolves when nothing of ours is on its way to the server or back. */
async function settled(): Promise<void> {
  // A process is idle before its answer is sent, and waits for a client after that.
  const text = `SELECT count(*)::int AS active FROM pg_stat_activity WHERE application_name = 'jobs-view'
    AND (state <> 'idle' OR wait_event IS DISTINCT FROM 'ClientRead')`;
  for (let quiet = 0; quiet < 2; ) {
    const { active } = await server.with(async (client) => (await client.query(text)).rows[0]);
    quiet = active === 0 ? quiet + 1 : 0;
    await nextTurn();
  }
}

const rename = (name: string) => `UPDATE cf_processing_queue SET plugin_name = '${name}' WHERE id = 1`;

describe('the server process of a queue in PostgreSQL', () => {
  it('looks every half second', async () => {
    const { told, next } = await watching(served());
    await server.run(rename('polled'));
    expect(await next()).toBeLessThanOrEqual(pollMs + 100);
    expect(told).toEqual({ changes: 1, degraded: 0, overtaken: 0 });
  });

  it('says once that a channel in the address is not needed, and looks as often as without one', async () => {
    const { told, next } = await watching(served({ channel: 'jobs' }));
    await server.run(rename('channel'));
    expect(await next()).toBeLessThanOrEqual(pollMs + 100);
    expect(told).toEqual({ changes: 1, degraded: 1, overtaken: 0 });
  });

  it('looks as often after a read that waited for a lock, which is no work of the server', async () => {
    const one = served();
    const { next } = await watching(one);
    await server.run(rename('first'));
    await next();
    await server.with(async (client) => {
      await client.query('BEGIN; LOCK cf_processing_queue');
      const reading = one.readers.snapshots.read(top);
      const waits = async () => (await client.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount === 1;
      await soon(waits, 'the read does not wait');
      jest.advanceTimersByTime(400);
      await client.query('COMMIT');
      await until(() => reading, 'it is not read');
    });
    // Enough for the read itself, however slow; if its wait counted, the rest would last almost four times as long.
    await passes(2000);
    await server.run(rename('second'));
    expect(await next()).toBeLessThanOrEqual(pollMs + 100);
  });

  it('reports the progress of the first reading', async () => {
    const one = served();
    const told: ReadProgress[] = [];
    one.readers.listen({ onProgress: (progress) => told.push(progress) });
    const counted = async () => {
      const result = await one.readers.snapshots.read(top);
      return result.kind === 'picture' && result.picture.counts !== null;
    };
    while (!(await until(counted, 'it is not read')));
    expect(told.length).toBeGreaterThan(0);
  });

  it('changes nothing with read-only settings, and jobs as asked without', async () => {
    const { signal } = new AbortController();
    const retry = (one: ServedDatabase) =>
      until(() => one.act({ action: 'retry-all', filter: everyJob }, signal), 'it is not done');
    const status = `SELECT status FROM cf_processing_queue WHERE id = 1`;
    const now = () => server.with(async (client) => (await client.query(status)).rows[0].status);
    expect(await retry(served({}, { readOnly: true }))).toMatchObject({
      ...{ kind: 'problem', problem: { code: 'read-only' } },
    });
    expect(await now()).toBe('FAILED');
    expect(await retry(served())).toMatchObject({ kind: 'done', changed: 1 });
    expect(await now()).toBe('QUEUED');
  });

  it('says which queues there are where none has the name in the address, and changes no other', async () => {
    const one = served({ queue: 'oban' });
    const { signal } = new AbortController();
    const problem = { sentence: 'There is no queue "oban" in this database, but cf_processing_queue.' };
    expect(await until(() => one.readers.snapshots.read(top), 'it is not read')).toMatchObject({ problem });
    const jobs = [{ id: '1', statusText: 'FAILED', retryCount: 0 }];
    const retrying = until(() => one.act({ action: 'retry', jobs }, signal), 'it is not done');
    expect(await retrying).toMatchObject({ kind: 'problem', problem });
  });

  it('answers every question about a wrong address with its problem', async () => {
    const one = served({ nonsense: '1' });
    const { signal } = new AbortController();
    expect(await one.readers.snapshots.read(top)).toMatchObject({
      ...{
        kind: 'problem',
        problem: { code: 'no-entry', sentence: expect.stringContaining('unknown parameter') },
      },
    });
    expect(await one.readers.snapshots.look()).toBe(await one.readers.snapshots.look());
    expect(await one.act({ action: 'probe' }, signal)).toMatchObject({ kind: 'problem' });
    expect(await one.examine()).toMatchObject([{ topic: 'address', verdict: 'bad' }]);
  });
});
