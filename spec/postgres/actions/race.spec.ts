import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import type { SeenJob } from '../../../lib/actions/action.js';
import type { Acknowledgement, ActionRecord, AuditRow } from '../../actions/race/record.js';
import {
  expectAcknowledged,
  expectLegal,
  expectTruthful,
  expectUnbroken,
} from '../../actions/race/verdict.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { createTables } from '../../support/postgres-tables.js';
import { Random } from '../../torture/random.js';
import { done, writeTo } from './write-to.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  await server.with(async (client) => {
    await createTables(client, { version: 'D', migrated: 'all' });
    await client.query(`
      CREATE TABLE audit (seq BIGINT GENERATED ALWAYS AS IDENTITY, job BIGINT, old TEXT, new TEXT, was BIGINT, retries BIGINT);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' AND OLD.status = NEW.status THEN RETURN NULL; END IF;
        INSERT INTO audit (job, old, new, was, retries) VALUES (
          NEW.id, CASE TG_OP WHEN 'UPDATE' THEN OLD.status END, NEW.status,
          CASE TG_OP WHEN 'UPDATE' THEN OLD.retry_count END, NEW.retry_count);
        RETURN NULL;
      END $$;
      CREATE TRIGGER note AFTER INSERT OR UPDATE ON cf_processing_queue FOR EACH ROW EXECUTE FUNCTION note()`);
  });
}, 60_000);
afterAll(() => server.close());

const seqOf = `SELECT currval(pg_get_serial_sequence('audit', 'seq'))::int AS seq`;
const seed = Date.now() % 1_000_000;
let isOver = false;

/** Claims jobs and ends them, and queues new ones where nothing waits; returns what it was told is committed. */
function worker(name: string, random: Random): Promise<Acknowledgement[]> {
  return server.with(async (client) => {
    const told: Acknowledgement[] = [];
    const one = async (text: string, values: unknown[] = []) => {
      await client.query('BEGIN');
      const { rows } = await client.query(text, values);
      if (rows.length > 0) {
        const [{ seq }] = (await client.query(seqOf)).rows;
        for (const [at, row] of rows.entries())
          told.push({ ...row, seq: seq - rows.length + 1 + at } as Acknowledgement);
      }
      await client.query('COMMIT');
      return rows[0];
    };
    const returning = 'RETURNING id::int AS job, status AS new, retry_count::int AS "newRetries"';
    while (!isOver) {
      const claimed = await one(
        `UPDATE cf_processing_queue SET status = 'RUNNING', lease_owner = $1, claim_time = 1 WHERE id = (
           SELECT id FROM cf_processing_queue WHERE status = 'QUEUED' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) ${returning}`,
        [name],
      );
      if (claimed === undefined) {
        await one(`INSERT INTO cf_processing_queue (status, retry_count) VALUES ('QUEUED', 0) ${returning}`);
        continue;
      }
      await client.query('SELECT pg_sleep($1)', [random.whole(0, 6) / 1000]);
      await one(
        `UPDATE cf_processing_queue SET status = $1 WHERE id = $2 AND status = 'RUNNING' AND lease_owner = $3 AND retry_count = $4 ${returning}`,
        [random.fraction() < 0.8 ? 'FAILED' : 'COMPLETED', claimed.job, name, claimed.newRetries],
      );
    }
    return told;
  });
}

/** Does actions to jobs as they were seen some time ago. */
function operator(random: Random, count: number): Promise<ActionRecord[]> {
  return server.with(async (client) => {
    const last = async () =>
      (await client.query('SELECT COALESCE(max(seq), 0)::int AS seq FROM audit')).rows[0].seq as number;
    const records: ActionRecord[] = [];
    let view: readonly SeenJob[] = [];
    for (let at = 0; at < count; at += 1) {
      if (at % 4 === 0) view = await look(client);
      const action = random.pick(['retry', 'retry', 'cancel'] as const);
      const fitting = view.filter(({ statusText }) => (statusText === 'FAILED') === (action === 'retry'));
      const from = fitting.length > 0 ? fitting : view;
      const jobs = [...new Set(Array.from({ length: from.length === 0 ? 0 : 3 }, () => random.pick(from)))];
      // Those that have a number already and aren't committed yet are in neither of the two looks.
      const before = Math.max(0, (await last()) - 50);
      const result = await done(writeTo(server, { action, jobs }));
      records.push({ action, jobs, result, before, after: await last() });
    }
    return records;
  });
}

const looking = `SELECT id::text AS id, status AS "statusText", retry_count::int AS "retryCount"
  FROM cf_processing_queue ORDER BY id DESC LIMIT 40`;
async function look(client: Client): Promise<readonly SeenJob[]> {
  return (await client.query(looking)).rows as SeenJob[];
}

describe('actions in PostgreSQL beside eight workers', () => {
  it(`lose no write of anybody, and do what they say (seed ${seed})`, async () => {
    const random = new Random(seed);
    const workers = Array.from({ length: 8 }, (_, at) => worker(`w${at}`, new Random(seed + at)));
    const operators = await Promise.all([operator(random, 150), operator(new Random(seed + 99), 150)]);
    isOver = true;
    const told = await Promise.all(workers);
    const [audit, jobs] = await server.with(async (client) => [
      (
        await client.query(
          `SELECT seq::int, job::int, old, new, was::int AS "oldRetries", retries::int AS "newRetries" FROM audit ORDER BY seq`,
        )
      ).rows as AuditRow[],
      (
        await client.query(
          'SELECT id::int AS job, status AS new, retry_count::int AS "newRetries" FROM cf_processing_queue',
        )
      ).rows as AuditRow[],
    ]);
    expectUnbroken(audit, jobs);
    expectLegal(audit, 'ABORTED');
    expectAcknowledged(audit, told);
    expectTruthful(audit, operators.flat(), 'ABORTED');
    expect(operators.flat().reduce((sum, { result }) => sum + result.changed, 0)).toBeGreaterThan(50);
    expect(operators.flat().some(({ result }) => result.movedOn.length > 0)).toBe(true);
  }, 120_000);
});
