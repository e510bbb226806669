import { now, type QueueScene } from '../scene.js';
import { ago, inserts, scheduled, untried } from './rows.js';

const trace = (line: number) =>
  `** (DBConnection.ConnectionError) no connection after ${line}ms\n    (db_connection 2.6.0) lib/db_connection.ex:${line}: DBConnection.run/6\n    (shop 0.1.0) lib/shop/mail.ex:14: Shop.Mail.perform/1\n    (oban 2.17.8) lib/oban/queue/executor.ex:129: Oban.Queue.Executor.perform/1`;
const cause = 'DBConnection.ConnectionError: no connection after <duration>';
const error = (attempt: number, line: number) => ({ attempt, at: ago(3), error: trace(line) });

const rows = (asTexts: boolean) => {
  const errors = (...all: readonly object[]) => (asTexts ? all.map((each) => JSON.stringify(each)) : all);
  const job = (id: number, state: string, more: object) => ({
    ...{ id, state, queue: 'mail', worker: 'Shop.Mail', args: { user: 42 }, errors: [], max_attempts: 20 },
    ...{ inserted_at: ago(60), scheduled_at: ago(60), ...more },
  });
  return [
    job(1, 'available', { priority: 3 }),
    job(2, 'scheduled', { scheduled_at: ago(-30) }),
    job(3, 'suspended', {}),
    job(4, 'retryable', {
      attempt: 2,
      attempted_at: ago(2),
      scheduled_at: ago(-5),
      errors: errors(error(1, 7), error(2, 9)),
    }),
    job(5, 'executing', {
      attempt: 3,
      attempted_at: ago(2),
      attempted_by: ['node@a', 'uuid'],
      errors: errors(error(2, 8)),
    }),
    job(6, 'completed', {
      attempt: 2,
      attempted_at: ago(9),
      errors: errors(error(1, 8)),
      completed_at: ago(8),
    }),
    job(7, 'discarded', {
      attempt: 20,
      attempted_at: ago(5),
      discarded_at: ago(4),
      errors: errors(error(19, 8), error(20, 12)),
    }),
    job(8, 'cancelled', { attempt: 0, cancelled_at: ago(7), completed_at: ago(8) }),
  ];
};

const columns = (json: string, time: string, list: string) => `
  queue text NOT NULL DEFAULT 'default', worker text NOT NULL, args ${json} NOT NULL DEFAULT '{}',
  meta ${json} DEFAULT '{}', attempt integer NOT NULL DEFAULT 0, max_attempts integer NOT NULL DEFAULT 20,
  priority integer NOT NULL DEFAULT 0, inserted_at ${time} NOT NULL, scheduled_at ${time} NOT NULL,
  attempted_at ${time}, attempted_by ${list}, completed_at ${time}, discarded_at ${time}, cancelled_at ${time}`;

/** Oban's tables as its migrations 14 (PostgreSQL) and 1 (SQLite) of 2.23.0 make them. */
export const oban: QueueScene = {
  name: 'oban',
  make: {
    sqlite: `CREATE TABLE oban_jobs (id INTEGER PRIMARY KEY, state TEXT NOT NULL DEFAULT 'available',
      errors TEXT NOT NULL DEFAULT '[]', tags TEXT NOT NULL DEFAULT '[]', ${columns('TEXT', 'TEXT', "TEXT NOT NULL DEFAULT '[]'")});
      CREATE INDEX oban_jobs_state_queue_priority_scheduled_at_id_index
        ON oban_jobs (state, queue, priority, scheduled_at, id);
      ${inserts('sqlite', 'oban_jobs', rows(true), { isoTimes: true })}`,
    postgres: `CREATE TYPE oban_job_state AS ENUM ('available', 'suspended', 'scheduled', 'executing', 'retryable',
        'completed', 'discarded', 'cancelled');
      CREATE TABLE oban_jobs (id bigserial PRIMARY KEY, state oban_job_state NOT NULL DEFAULT 'available',
        errors jsonb[] NOT NULL DEFAULT '{}', tags text[] DEFAULT '{}', ${columns('jsonb', 'timestamp', 'text[]')});
      CREATE INDEX ON oban_jobs (state, queue, priority, scheduled_at, id);
      ${inserts('postgres', 'oban_jobs', rows(false))}`,
  },
  most: 20,
  args: ['args.user', 42],
  jobs: {
    1: { ...untried, name: 'Shop.Mail' },
    2: scheduled,
    3: { status: 'queued', waiting: { kind: 'held', why: 'Held by its workflow' } },
    4: {
      status: 'queued',
      waiting: { kind: 'retry', at: now + 300_000 },
      errorMessage: trace(9),
      retryCount: 2,
    },
    5: {
      status: 'running',
      startedAt: now - 120_000,
      workerHost: 'node@a',
      retryCount: 2,
      errorMessage: null,
    },
    6: { status: 'complete', startedAt: now - 540_000, completedAt: now - 480_000 },
    7: { status: 'failed', errorMessage: trace(12), retryCount: 19, startedAt: now - 300_000 },
    8: { status: 'cancelled', errorMessage: null },
  },
  causes: { [cause]: 1 },
  attempts: { 4: [[0, cause]], 5: [[1, cause]], 6: [[0, cause]], 7: [[18, cause]] },
  actions: [
    {
      action: 'retry',
      id: '7',
      says: 'Job 7 is queued again',
      leaves: [
        'oban_jobs 7: state from discarded to available, max_attempts from 20 to 21, scheduled_at from 2026-01-13T09:26:40Z to now, discarded_at from 2026-01-13T10:22:40Z to null',
      ],
    },
    {
      action: 'retry',
      id: '8',
      says: 'Job 8 is queued again',
      leaves: [
        'oban_jobs 8: state from cancelled to available, scheduled_at from 2026-01-13T09:26:40Z to now, completed_at from 2026-01-13T10:18:40Z to null, cancelled_at from 2026-01-13T10:19:40Z to null',
      ],
    },
    { action: 'retry', id: '6', says: 'only a job that is failed or cancelled' },
    {
      action: 'cancel',
      id: '4',
      says: 'Cancelled job 4',
      leaves: ['oban_jobs 4: state from retryable to cancelled, cancelled_at from null to now'],
    },
    {
      action: 'cancel',
      id: '3',
      says: 'Cancelled job 3',
      leaves: ['oban_jobs 3: state from suspended to cancelled, cancelled_at from null to now'],
    },
    {
      action: 'cancel',
      id: '5',
      says: { sqlite: 'no signal', postgres: 'Cancelled job 5, but its worker may go on' },
      leaves: {
        sqlite: [],
        postgres: ['oban_jobs 5: state from executing to cancelled, cancelled_at from null to now'],
      },
      notified: ['SCHEMA.oban_signal', { action: 'pkill', job_id: 5 }],
    },
  ],
};
