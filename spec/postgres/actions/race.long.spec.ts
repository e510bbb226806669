import { expect } from '@jest/globals';
import type { Client } from 'pg';
import type { SeenJob } from '../../../lib/actions/action.js';
import { Random } from '../../../lib/demo/random.js';
import type { Acknowledgement, ActionRecord, AuditRow } from '../../actions/race/record.js';
import {
  expectAcknowledged,
  expectLegal,
  expectTruthful,
  expectUnbroken,
} from '../../actions/race/verdict.js';
import { needs } from '../../support/needs.js';
import type { Layout } from '../../support/postgres-partitions.js';
import { type QueueThere, sharedServer } from '../../support/shared-server.js';
import { done, writeTo } from './write-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

/**
 * A row that moves to another partition is written there as if it were new, and says so in none of the later triggers.
 */
const audited = `
  CREATE TABLE audit (seq BIGINT GENERATED ALWAYS AS IDENTITY, job BIGINT, old TEXT, new TEXT, was BIGINT, retries BIGINT);
  CREATE INDEX ON audit (job);
  CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = NEW.status THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' AND EXISTS (SELECT FROM audit WHERE job = NEW.id) THEN RETURN NEW; END IF;
    INSERT INTO audit (job, old, new, was, retries) VALUES (
      NEW.id, CASE TG_OP WHEN 'UPDATE' THEN OLD.status END, NEW.status,
      CASE TG_OP WHEN 'UPDATE' THEN OLD.retry_count END, NEW.retry_count);
    RETURN NEW;
  END $$;
  CREATE TRIGGER note BEFORE INSERT OR UPDATE ON cf_processing_queue FOR EACH ROW EXECUTE FUNCTION note()`;

const seqOf = `SELECT currval(pg_get_serial_sequence('audit', 'seq'))::int AS seq`;
const seed = Date.now() % 1_000_000;
/** How many each of two operators does. */
const actions = Number(process.env.RACE_ACTIONS ?? 60);

/** A queue, and whether its workers are to end. */
interface Race {
  readonly queue: QueueThere;
  isOver: boolean;
}

/** Claims jobs and ends them, and queues new ones where nothing waits; returns what it was told is committed. */
function worker(race: Race, name: string, random: Random): Promise<Acknowledgement[]> {
  return race.queue.with(async (client) => {
    const told: Acknowledgement[] = [];
    const one = async (text: string, values: unknown[] = []) => {
      await client.query('BEGIN');
      try {
        const { rows } = await client.query(text, values);
        const seq = rows.length > 0 ? (await client.query(seqOf)).rows[0].seq : 0;
        await client.query('COMMIT');
        for (const [at, row] of rows.entries())
          told.push({ ...row, seq: seq - rows.length + 1 + at } as Acknowledgement);
        return rows[0];
      } catch (error) {
        // Somebody else has just moved the row to another partition.
        if ((error as { readonly code?: string }).code !== '40001') throw error;
        await client.query('ROLLBACK');
        return undefined;
      }
    };
    const returning = 'RETURNING id::int AS job, status AS new, retry_count::int AS "newRetries"';
    while (!race.isOver) {
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
function operator(race: Race, random: Random, count: number): Promise<ActionRecord[]> {
  return race.queue.with(async (client) => {
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
      const result = await done(writeTo(server, { action, jobs }, { schema: race.queue.schema }));
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

describe('actions in PostgreSQL', () => {
  it.each<readonly [string, Layout | null, number]>([
    ['one table', null, actions],
    ['several partitions, by status', 'by status', Math.ceil((actions * 2) / 3)],
  ])(
    `actions beside eight workers lose no write and are reported truly, in %s (seed ${seed})`,
    async (_, layout, count) => {
      const tables = { version: 'D', migrated: 'all', ...(layout && { layout }) } as const;
      const race: Race = { queue: await server.queue(tables, audited), isOver: false };
      const random = new Random(seed);
      const workers = Array.from({ length: 8 }, (_, at) => worker(race, `w${at}`, new Random(seed + at)));
      const operators = await Promise.all([
        operator(race, random, count),
        operator(race, new Random(seed + 99), count),
      ]);
      race.isOver = true;
      const told = await Promise.all(workers);
      const [audit, jobs] = await race.queue.with(async (client) => [
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
      expect(operators.flat().reduce((sum, { result }) => sum + result.changed, 0)).toBeGreaterThan(
        count / 3,
      );
      expect(operators.flat().some(({ result }) => result.movedOn.length > 0)).toBe(true);
    },
    120_000,
  );
});
