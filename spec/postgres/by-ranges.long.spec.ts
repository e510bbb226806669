import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from 'pg';
import { type MirrorPace, usualPace } from '../../lib/postgres/mirror/mirror-pace.js';
import { type MirroredTable, statementFor } from '../../lib/postgres/mirror/mirrored-table.js';
import type { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { needs } from '../support/needs.js';
import { type Layout, layouts } from '../support/postgres-partitions.js';
import { sharedServer } from '../support/shared-server.js';
import { slowRelay } from '../support/slow-relay.js';
import { linkTo } from './link/link-to.js';
import { aChangeOfPartitions, aCommit, changed, onlyRefused, type Step } from './random-commits.js';
import { readerOf, rowsOf } from './same-rows.js';

const { describe, it } = needs('postgres');

/** As of a queue that is too large for one transaction: one step in each. */
const oneStepEach: MirrorPace = { rowsAtOnce: 40, stepsAtOnce: 0, stepsEach: 1, fillingMs: -1 };

const server = sharedServer({ tcp: true });

const withoutIndexes = (table: string) => `DO $$ DECLARE it record; BEGIN
  FOR it IN SELECT conname FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype IN ('p', 'u') LOOP
    EXECUTE format('ALTER TABLE ${table} DROP CONSTRAINT %I', it.conname);
  END LOOP;
  FOR it IN SELECT indexrelid::regclass AS name FROM pg_index WHERE indrelid = '${table}'::regclass LOOP
    EXECUTE format('DROP INDEX %s', it.name);
  END LOOP;
END $$`;

let queues = 0;

/** Runs work over a queue of its own with 300 jobs, a database that nothing was read of, and what the time is. */
async function over(
  work: (database: PostgresDatabase, client: Client, time: { now: number }) => Promise<void>,
  layout: Layout | 'whole' = 'whole',
  wayMs = 0,
  pace = oneStepEach,
): Promise<void> {
  const time = { now: 1 };
  queues += 1;
  const there = await server.queue(
    { version: 'D', only: changed, ...(layout !== 'whole' && { layout }) },
    `INSERT INTO cf_processing_queue (plugin_name, status, claim_time)
     SELECT 'parser', (ARRAY['FAILED', 'RUNNING', 'COMPLETED', 'QUEUED', 'COMPLETED', 'COMPLETED'])[1 + i % 6], i
     FROM generate_series(1, 300) i`,
    // One job has more of them than are read at once.
    `INSERT INTO cf_job_artifacts (job_id, kind, uri, created_at)
     SELECT CASE WHEN i <= 50 THEN 40 ELSE i END, 'output', 'u' || i, 1 FROM generate_series(1, 150) i`,
    // Without an index that leads to jobs, rows of artifacts are read block by block.
    ...(pace === usualPace && queues % 2 === 0 ? [withoutIndexes('cf_job_artifacts')] : []),
  );
  const relay = wayMs === 0 ? null : await slowRelay(server.port, wayMs, 1e9);
  const { schema } = there;
  const { reader, database } = readerOf(server, schema, {
    pace,
    clock: () => time.now,
    steady: () => 0,
    ...(relay && { link: linkTo({ host: '127.0.0.1', port: relay.port }, { schema }, { steady: () => 0 }) }),
  });
  await there.with(async (client) => {
    try {
      await work(database, client, time);
    } finally {
      await reader.close();
      await relay?.close();
    }
  });
}

const wanted =
  'CAST(id AS TEXT) AS id, status, CAST(retry_count AS TEXT) AS retry_count, error_message AS said';

const made = `CAST(job_id AS TEXT) || ' ' || kind || ' ' || uri AS it`;

/** Jobs by id, as text, and how often there is each artifact. */
type State = ReadonlyMap<string, string>;

async function stateOf(client: Client): Promise<State> {
  const { rows } = await client.query(`SELECT ${wanted} FROM cf_processing_queue`);
  return byId(rows, (await client.query(`SELECT ${made} FROM cf_job_artifacts`)).rows);
}

function byId(rows: readonly unknown[], artifacts: readonly unknown[]): State {
  const state = new Map(
    rows.map((row) => {
      const { id, status, retry_count: retries, said } = row as Record<string, unknown>;
      return [String(id), `${status} ${retries} ${said}`];
    }),
  );
  for (const row of artifacts) {
    const { it } = row as { readonly it: string };
    state.set(it, String(Number(state.get(it) ?? 0) + 1));
  }
  return state;
}

/** What is shown once all rows are there, and since when they are right; null: as of now. */
async function shown(database: PostgresDatabase): Promise<{ rows: State; rightSince: number | null }> {
  const queries = [`SELECT ${wanted} FROM cf_processing_queue`, `SELECT ${made} FROM cf_job_artifacts`];
  const { rows, rightSince, goodUntil } = await rowsOf(database, ...queries);
  // What workers change is right in each read.
  expect(goodUntil).toBe(null);
  return { rows: byId(rows[0] ?? [], rows[1] ?? []), rightSince };
}

/** Each job that is shown otherwise than it was at every time since `since`. */
function neverTrue(rows: State, history: readonly (readonly [number, State])[], since: number): string[] {
  const first = history.findLastIndex(([at]) => at <= since);
  const states = history.slice(Math.max(0, first)).map(([, state]) => state);
  const ids = new Set([...rows.keys(), ...states.flatMap((state) => [...state.keys()])]);
  return [...ids].filter((id) => !states.some((state) => state.get(id) === rows.get(id)));
}

/** How many runs there were over queues that are too large, and how many pictures of several instants they saw. */
const seen = { runs: 0, mixed: 0 };

describe('A mirror of a queue on a server', () => {
  it.each<readonly [Layout | 'whole', number, string, number, MirrorPace]>([
    ...(['whole', ...layouts] as const).map(
      (each) => [each, each === 'whole' ? 25 : 8, 'before reads of it all', 0, usualPace] as const,
    ),
    ['whole', 5, 'between two reads of a part', 0, oneStepEach],
    ...layouts.map((each) => [each, 2, 'between two reads of a part', 0, oneStepEach] as const),
    ['whole', 5, 'in the middle of reads from far away', 2, oneStepEach],
    ['by status', 3, 'in the middle of reads from far away', 2, oneStepEach],
    ['by time and status', 3, 'in the middle of reads from far away', 2, oneStepEach],
  ])(
    'shows each row as it was at some time since `rightSince`, and misses none (%s, %i runs, written %s)',
    async (layout, numRuns, _, wayMs, pace) => {
      const step =
        layout === 'whole' ? aCommit : fc.oneof({ weight: 3, arbitrary: aCommit }, aChangeOfPartitions);
      const isWhole = pace === usualPace;
      const [fewest, most] = isWhole ? [1, 5] : [4, 7];
      const round = fc.record({
        steps: fc.array(step, isWhole ? { maxLength: 6 } : { minLength: 1, maxLength: 3 }),
        undone: fc.array(step, { maxLength: isWhole ? 2 : 0 }),
      });
      const rounds = fc.array(round, { minLength: fewest, maxLength: most });
      let whole = 0;
      await fc.assert(
        fc.asyncProperty(rounds, fc.integer({ min: 0, max: 7 }), async (all, unread) => {
          await over(
            async (database, client, time) => {
              const history: [number, State][] = [[0, await stateOf(client)]];
              const commit = async ({
                steps,
                undone,
              }: {
                steps: readonly Step[];
                undone: readonly Step[];
              }) => {
                for (const each of steps) {
                  time.now += 1;
                  await each(client).catch(onlyRefused);
                  history.push([time.now, await stateOf(client)]);
                }
                if (undone.length > 0) await client.query('BEGIN');
                for (const each of undone) await each(client).catch(() => client.query('ROLLBACK; BEGIN'));
                if (undone.length > 0) await client.query('ROLLBACK');
                time.now += 1;
              };
              // Some commits come while the queue is read for the first time.
              for (const round of isWhole ? [] : all.slice(0, unread)) {
                await database.read(() => null);
                await commit(round);
              }
              if (isWhole) await shown(database);
              for (const round of all) {
                const isBeside = wayMs > 0;
                const from = time.now - 1;
                const committing = commit(round);
                if (!isBeside) await committing;
                const [{ rows, rightSince }] = await Promise.all([shown(database), committing]);
                seen.mixed += rightSince === null ? 0 : 1;
                if (isWhole) expect(rightSince).toBe(null);
                const since = isBeside ? Math.min(from, (rightSince ?? from) - 1) : (rightSince ?? time.now);
                expect(neverTrue(rows, history, since)).toEqual([]);
                time.now += 1;
              }
              // Once nothing is committed, all of it is soon right.
              let last = await shown(database);
              for (let read = 0; last.rightSince !== null && read < 100; read += 1)
                last = await shown(database);
              expect([...last.rows].sort()).toEqual([...(await stateOf(client))].sort());
              expect(last.rightSince).toBe(null);
              whole += 1;
            },
            layout,
            wayMs,
            pace,
          );
        }),
        { numRuns },
      );
      seen.runs += isWhole ? 0 : numRuns;
      expect(whole).toBe(numRuns);
    },
    120_000,
  );
});

describe('A queue that is too large to be compared at one instant', () => {
  it('is shown as of several instants more than once a run', () => {
    expect(seen.mixed).toBeGreaterThan(seen.runs);
  });

  it('is looked at by index alone, and asked nothing more while nothing is committed', async () => {
    await over(async (database, client) => {
      await shown(database);
      const settled = async () => (await shown(database)).rightSince === null;
      for (let read = 0; read < 100 && !(await settled()); read += 1);
      const before = await database.look();
      await shown(database);
      expect(await database.look()).toBe(before);
      await client.query('SET enable_seqscan = off');
      const plans: string[] = [];
      for (const [text, values] of [
        ['moving', ['1', '{1,2,3}', '300', 10, '200']],
        ['changed_between', ['1', 10, '1', '40']],
        ['rows_between', ['1', '40', 10]],
        ['keys_between', ['1', '40']],
      ] as const) {
        const there = { ...aTable, written: 'cf_processing_queue' };
        const scanned = statementFor('fragments/scanned', there, { words: `'RUNNING'` });
        const statement = statementFor(text, there, { scanned });
        const { rows } = await client.query(`EXPLAIN ${statement}`, [...values]);
        plans.push(rows.map((row) => String(Object.values(row)[0])).join('\n'));
      }
      for (const plan of plans) {
        expect(plan).toContain('cf_processing_queue_pkey');
        expect(plan).not.toContain('Seq Scan');
      }
    });
  });

  it.each(['whole', 'by hash'] as const)(
    'has its first jobs read along the index though it was never analysed (%s)',
    async (layout) => {
      const more = `INSERT INTO cf_processing_queue (plugin_name, status)
        SELECT 'parser', 'QUEUED' FROM generate_series(1, 60000)`;
      await over(async (_, client) => {
        await client.query(more);
        const there = { ...aTable, written: 'cf_processing_queue' };
        const { rows } = await client.query(`EXPLAIN ${statementFor('first_jobs', there)}`, [200]);
        const plan = rows.map((row) => String(Object.values(row)[0])).join('\n');
        expect(plan).toMatch(/Index (Only )?Scan Backward/);
        expect(plan).not.toMatch(/^ *-> +Sort|Bitmap/m);
      }, layout);
    },
  );
});

const aTable: MirroredTable = {
  ...{ name: 'cf_processing_queue', written: '', isParted: false, heaps: [], key: 'id', range: 'id' },
  columns: [{ name: 'id', kind: 'integer' }],
};
