import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from 'pg';
import type { MirrorPace } from '../../../lib/postgres/mirror/mirror-pace.js';
import type { PostgresDatabase } from '../../../lib/postgres/postgres-database.js';
import { needs } from '../../support/needs.js';
import { sharedServer } from '../../support/shared-server.js';
import { readerOf, readValue } from '../same-rows.js';

const { describe, it } = needs('postgres');

/** After more than three changes, one run of two blocks in each read. */
const oneRunEach: MirrorPace = {
  ...{ rowsAtOnce: 10, stepsAtOnce: 0, stepsEach: 1, fillingMs: -1 },
  catchUp: { beyond: 3, blocks: 2, rows: 0 },
};

const server = sharedServer();

/** Two jobs of each id, in two queues, in places of which a vacuum makes some free again. */
const jobs = (from: string, to: string) => `INSERT INTO job (id, name, priority, state, output)
  SELECT md5((n / 2)::text)::uuid, 'queue ' || n % 2, n, 'new', to_jsonb(repeat('x', 800)) FROM generate_series(${from}, ${to}) n`;
const some = fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 30 });
const aStep = fc.oneof(
  {
    weight: 4,
    arbitrary: some.map(
      (n) => `UPDATE job SET state = 'v' || nextval('version') WHERE priority % 60 IN (${n})`,
    ),
  },
  some.map((n) => `DELETE FROM job WHERE priority % 60 IN (${n.slice(0, 3)})`),
  fc.constant(
    `${jobs(`nextval('number')`, `currval('number') + 5`)}; SELECT setval('number', currval('number') + 5)`,
  ),
  { weight: 2, arbitrary: fc.constant('VACUUM job') },
);

type State = ReadonlyMap<string, string>;

async function stateOf(client: Client): Promise<State> {
  const { rows } = await client.query({ text: `SELECT name || ' ' || id, state FROM job`, rowMode: 'array' });
  return new Map(rows as unknown as [string, string][]);
}

/** The jobs that are shown, each with its queue and without it in its id, and since when they are right; null: as of now. */
async function shown(database: PostgresDatabase) {
  const { value, rightSince, goodUntil } = await readValue(database, (tables) =>
    tables.all('SELECT plugin_name, id, status FROM cf_processing_queue'),
  );
  const rows = value.map(
    ({ plugin_name: name, id, status }) => [`${name} ${String(id).slice(0, 36)}`, status] as const,
  );
  expect(goodUntil).toBe(rightSince);
  return { rows, rightSince };
}

describe('A mirror of jobs without a number', () => {
  it('shows each job once, as it was at some time since `rightSince`, and misses none, after many changes at a time', async () => {
    let mixed = 0;
    const rounds = fc.array(fc.array(aStep, { minLength: 1, maxLength: 3 }), { minLength: 6, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        let time = 1;
        const { database, reader } = readerOf(server, 'boss', {
          pace: oneRunEach,
          clock: () => time,
          steady: () => 0,
        });
        await server.with(async (client) => {
          await client.query(`DROP SCHEMA IF EXISTS boss CASCADE; CREATE SCHEMA boss; SET search_path TO boss; CREATE SEQUENCE version; CREATE SEQUENCE number START 101;
            CREATE TABLE job (id uuid, name text, priority int, state text, retry_limit int, retry_count int, start_after timestamptz,
              created_on timestamptz, started_on timestamptz, completed_on timestamptz, output jsonb, PRIMARY KEY (name, id));
            ALTER TABLE job ALTER output SET STORAGE PLAIN; ${jobs('1', '100')}`);
          const history: [number, State][] = [[0, await stateOf(client)]];
          await database.read(() => null, false, true);
          for (const steps of all) {
            for (const step of steps) {
              time += 1;
              await client.query(step);
              history.push([time, await stateOf(client)]);
            }
            time += 1;
            const { rows, rightSince } = await shown(database);
            mixed += rightSince === null ? 0 : 1;
            const first = history.findLastIndex(([at]) => at <= (rightSince ?? time));
            const states = history.slice(first).map(([, state]) => state);
            const there: ReadonlyMap<string, unknown> = new Map(rows);
            expect(there.size).toBe(rows.length);
            const ids = new Set([...there.keys(), ...states.flatMap((state) => [...state.keys()])]);
            expect([...ids].filter((id) => !states.some((state) => state.get(id) === there.get(id)))).toEqual(
              [],
            );
          }
          for (let read = 0; (await shown(database)).rightSince !== null; read += 1)
            expect(read).toBeLessThan(200);
          expect(new Map((await shown(database)).rows)).toEqual(await stateOf(client));
        });
        await reader.close();
      }),
      { numRuns: 8 },
    );
    expect(mixed).toBeGreaterThan(16);
  }, 120_000);
});
