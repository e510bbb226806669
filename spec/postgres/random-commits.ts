import fc from 'fast-check';
import type { Client } from 'pg';

/** Something that is committed in a connection's schema. Rejects with what the server says. */
export type Step = (client: Client) => Promise<unknown>;
const said =
  (text: string): Step =>
  (client) =>
    client.query(text);

/** The tables of a queue that these steps change, and one that stays empty; each more is more to ask about at each read. */
export const changed = ['cf_processing_queue', 'cf_job_artifacts', 'cf_quarantine'];

const id = fc.integer({ min: 1, max: 400 });
/** Statements for a number by chance, each as often as its weight says. */
const oneOf = (...texts: readonly (readonly [weight: number, text: (at: number) => string])[]) =>
  texts.map(([weight, text]) => ({ weight, arbitrary: id.map((at) => said(text(at))) }));
const [queue, artifacts] = ['cf_processing_queue', 'cf_job_artifacts'];

/** What may happen to a queue of some 300 jobs and its artifacts: writes, deletions, moves, and a vacuum's work. */
export const aCommit: fc.Arbitrary<Step> = fc.oneof(
  ...oneOf(
    [5, (at) => `UPDATE ${queue} SET status = 'FAILED', retry_count = retry_count + 1 WHERE id = ${at}`],
    [3, (at) => `DELETE FROM ${queue} WHERE id = ${at}`],
    [
      ...([3] as const),
      (at) => `INSERT INTO ${queue} (id, status) SELECT ${at + 300}, 'QUEUED'
               WHERE NOT EXISTS (SELECT FROM ${queue} WHERE id = ${at + 300})`,
    ],
    [2, (at) => `UPDATE ${queue} SET id = id + 1000000 WHERE id = ${at}`],
    [2, (at) => `UPDATE ${queue} SET error_message = repeat('long ', 3000) WHERE id % 97 = ${at % 97}`],
    [2, (at) => `DELETE FROM ${queue} WHERE id % 7 = ${at % 7}`],
    [
      3,
      (at) =>
        `INSERT INTO ${artifacts} (job_id, kind, uri, created_at) VALUES (${at}, 'output', 'u${at}', 1)`,
    ],
    [2, (at) => `DELETE FROM ${artifacts} WHERE job_id % 3 = ${at % 3}`],
    [2, (at) => `UPDATE ${artifacts} SET uri = uri || 'x' WHERE job_id % 5 = ${at % 5}`],
    [1, () => `VACUUM ${queue}, ${artifacts}`],
    [1, () => `VACUUM FULL ${artifacts}`],
    [1, () => `VACUUM (FREEZE, FULL) ${queue}`],
    [1, () => `CLUSTER ${queue} USING ix_queue_pop`],
    [1, () => `TRUNCATE ${artifacts}`],
    [1, (at) => `ALTER TABLE ${queue} ADD COLUMN IF NOT EXISTS extra_${at % 3} INT DEFAULT 7`],
  ),
);

/** A partition of a table, of those that it has just now, by chance. */
const chosen = (table: string, by: number) => `
  SELECT class.oid::regclass AS name, pg_get_expr(class.relpartbound, class.oid) AS bound
  FROM pg_inherits JOIN pg_class AS class ON class.oid = inhrelid
  WHERE inhparent = '${table}'::regclass ORDER BY md5(class.relname || ${by}) LIMIT 1`;
const toPartition = (table: string, by: number, text: string): Step =>
  said(`DO $$ DECLARE it record; BEGIN
    FOR it IN ${chosen(table, by)} LOOP ${text} END LOOP;
  END $$`);
const aTable = fc.constantFrom('cf_processing_queue', 'cf_job_artifacts');

/** What may happen to a queue in several partitions besides. */
export const aChangeOfPartitions: fc.Arbitrary<Step> = fc.oneof(
  ...oneOf(
    [
      ...([4] as const),
      (at) => `UPDATE ${queue} SET claim_time = (claim_time + 100) % 300,
                 status = (ARRAY['RUNNING', 'COMPLETED', 'QUEUED', 'FAILED'])[1 + (id + ${at}) % 4] WHERE id % 50 = ${at % 50}`,
    ],
    [
      ...([2] as const),
      (at) =>
        `UPDATE ${artifacts} SET kind = (ARRAY['output', 'log', 'other'])[1 + ${at} % 3] WHERE job_id % 4 = ${at % 4}`,
    ],
    [1, (at) => `CREATE TABLE another PARTITION OF ${artifacts} FOR VALUES IN ('quarantine', 'q${at}')`],
  ),
  {
    weight: 2,
    arbitrary: fc.tuple(aTable, id).map(([table, at]) =>
      toPartition(
        ...([table, at] as const),
        `EXECUTE format('ALTER TABLE ${table} DETACH PARTITION %s', it.name);
         EXECUTE format('COMMENT ON TABLE %s IS %L', it.name, '${table} ' || it.bound);`,
      ),
    ),
  },
  {
    weight: 3,
    arbitrary: aTable.map((table) =>
      said(`DO $$ DECLARE it record; BEGIN
        FOR it IN SELECT oid::regclass AS name, obj_description(oid) AS was FROM pg_class
          WHERE relnamespace = current_schema::regnamespace AND obj_description(oid) LIKE '${table} %' LOOP
          IF '${table}' = 'cf_processing_queue' THEN
            EXECUTE format('DELETE FROM %s WHERE id IN (SELECT id FROM cf_processing_queue)', it.name);
          END IF;
          EXECUTE format('ALTER TABLE ${table} ATTACH PARTITION %s %s', it.name, substr(it.was, length('${table} ') + 1));
          EXECUTE format('COMMENT ON TABLE %s IS NULL', it.name);
        END LOOP;
      END $$`),
    ),
  },
  ...['TRUNCATE', 'DROP TABLE'].map((word) => ({
    weight: 1,
    arbitrary: fc
      .tuple(aTable, id)
      .map(([table, at]) => toPartition(table, at, `EXECUTE format('${word} %s', it.name);`)),
  })),
  {
    weight: 1,
    arbitrary: fc.tuple(aTable, id).map(
      ([table, at]): Step =>
        async (client) => {
          const { rows } = await client.query(chosen(table, at));
          for (const { name } of rows) await client.query(`VACUUM FULL ${name}`);
        },
    ),
  },
);

/** What a table refuses, or that a partition isn't there any more; but for mistakes in the statement itself. */
const refusal = /^(?:0A|23|42(?!601))/;

/** Lets pass what can't be done to the tables as they are now: then the step does nothing. */
export function onlyRefused(error: unknown): void {
  const { code = '' } = error as { readonly code?: string };
  if (!refusal.test(code)) throw error;
}
