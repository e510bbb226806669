import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import { layouts } from '../support/postgres-partitions.js';
import { type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { testFolder } from '../support/test-folder.js';
import { requests, top } from './requests.js';
import { now, readersOfSame, readWhole } from './same-rows.js';
import { scene } from './scene.js';

const minute = 60_000;

describe('A queue in PostgreSQL shows what the same rows in a file show', () => {
  let server: PostgresServer;
  const open: SnapshotReader[] = [];

  beforeAll(async () => {
    server = await startPostgres();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((reader) => reader.close()));
  });

  afterAll(() => server.close());

  it.each(['none', 'all'] as const)('of version D, with additions: %s', async (migrated) => {
    const schema = `d_${migrated}`;
    const tables = { version: 'D', migrated, schema } as const;
    const { file, there } = await readersOfSame(testFolder(), server, tables, scene(migrated === 'all'));
    open.push(file, there);
    // The first picture may come before all is known.
    await there.read(top);
    for (const [name, request] of Object.entries(requests)) {
      const [one, other] = [await readWhole(file, request), await readWhole(there, request)];
      expect({ name, result: other }).toEqual({ name, result: one });
      expect(one.kind).toBe('picture');
    }
  });

  it.each(layouts)('in several tables, %s', async (layout) => {
    const schema = `d_${layout.replaceAll(' ', '_')}`;
    const tables = { version: 'D', migrated: 'all', schema, layout } as const;
    const { file, there } = await readersOfSame(testFolder(), server, tables, scene(true));
    open.push(file, there);
    await there.read(top);
    for (const [name, request] of Object.entries(requests)) {
      const [one, other] = [await readWhole(file, request), await readWhole(there, request)];
      expect({ name, result: other }).toEqual({ name, result: one });
      expect(one.kind).toBe('picture');
    }
  });

  it.each(['text', 'timestamptz'] as const)('with times as %s', async (times) => {
    const { cf_processing_queue: rows = [] } = scene(false);
    const jobs = rows.map((row) => {
      const { lease_token, lease_owner, lease_expires_at, dispatch_ack_at, ...job } = row;
      const timed = ['claim_time', 'end_time', 'scheduled_at'] as const;
      const written = timed.map((name) => [
        name,
        job[name] === null ? null : new Date(Number(job[name])).toISOString(),
      ]);
      return { ...job, ...Object.fromEntries(written) };
    });
    const tables = { version: 'C', times, schema: `c_${times}` } as const;
    const { file, there } = await readersOfSame(testFolder(), server, tables, { cf_processing_queue: jobs });
    open.push(file, there);
    await there.read(top);
    for (const request of [
      top,
      { ...top, since: { at: now - 30 * minute, knownCauses: [] }, crossed: true },
    ]) {
      const [one, other] = [await readWhole(file, request), await readWhole(there, request)];
      expect(withoutMarks(other)).toEqual(withoutMarks(one));
    }
  });
});

/** What a write compares depends on how a time is written. */
function withoutMarks(result: unknown): unknown {
  return JSON.parse(
    JSON.stringify(result, (name, value) =>
      name === 'workerMark' ? undefined : typeof value === 'bigint' ? String(value) : value,
    ),
  );
}
