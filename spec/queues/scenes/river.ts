import { now, type QueueScene } from '../scene.js';
import { ago, inserts, scheduled, untried } from './rows.js';

const error = (attempt: number, row: number, trace = '') => ({
  ...{ attempt, at: ago(3), error: `no price in row ${row}`, trace },
});
const calls = 'main.(*Mail).Work\n\t/srv/shop/mail.go:31\n';

const job = (id: number, state: string, more: object) => ({
  ...{
    id,
    state,
    kind: 'send_mail',
    queue: 'mail',
    args: { user: 42 },
    metadata: {},
    tags: [],
    max_attempts: 25,
  },
  ...{ created_at: ago(60), scheduled_at: ago(60), ...more },
});
const rows = (unique_states: string | number) => [
  job(1, 'available', { priority: 3 }),
  job(2, 'scheduled', { scheduled_at: ago(-30) }),
  job(3, 'pending', {}),
  job(4, 'retryable', {
    attempt: 2,
    attempted_at: ago(2),
    scheduled_at: ago(-5),
    errors: [error(1, 7), error(2, 9)],
  }),
  job(5, 'running', {
    attempt: 3,
    attempted_at: ago(2),
    attempted_by: ['a_1', 'b_2'],
    errors: [error(2, 9)],
  }),
  job(6, 'completed', { attempt: 2, attempted_at: ago(9), finalized_at: ago(8), errors: [error(1, 5)] }),
  job(7, 'discarded', {
    attempt: 25,
    attempted_at: ago(5),
    finalized_at: ago(4),
    errors: [error(24, 1), error(25, 12, calls)],
  }),
  job(8, 'cancelled', { finalized_at: ago(7) }),
  job(9, 'available', { queue: 'slow' }),
  job(10, 'discarded', {
    attempt: 25,
    finalized_at: ago(4),
    unique_key: 'k',
    unique_states,
    errors: [error(25, 3)],
  }),
  job(11, 'running', { attempt: 1, attempted_at: ago(1), unique_key: 'k', unique_states }),
];
const queues = [
  { name: 'mail', created_at: ago(99), updated_at: ago(1), paused_at: null },
  { name: 'slow', created_at: ago(99), updated_at: ago(1), paused_at: ago(9) },
];
const blobs = ['args', 'attempted_by', 'errors', 'metadata', 'tags'];
const states =
  "'available', 'cancelled', 'completed', 'discarded', 'pending', 'retryable', 'running', 'scheduled'";

const columns = (json: string, time: string, list: string, lists: string) => `
  attempt integer NOT NULL DEFAULT 0, max_attempts integer NOT NULL DEFAULT 25, attempted_at ${time},
  created_at ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP, finalized_at ${time},
  scheduled_at ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP, priority integer NOT NULL DEFAULT 1,
  args ${json} NOT NULL, attempted_by ${list}, errors ${lists}, kind text NOT NULL, metadata ${json} NOT NULL,
  queue text NOT NULL DEFAULT 'default', CHECK (priority BETWEEN 1 AND 4),
  CHECK ((finalized_at IS NULL) = (state NOT IN ('cancelled', 'completed', 'discarded')))`;
const queueTable = (json: string, time: string) => `CREATE TABLE river_queue (name text PRIMARY KEY NOT NULL,
  created_at ${time} NOT NULL, metadata ${json}, paused_at ${time}, updated_at ${time} NOT NULL);`;

/** River's tables as its migration 7 of 0.43.0 makes them. */
export const river: QueueScene = {
  name: 'river',
  make: {
    sqlite: `CREATE TABLE river_job (id integer PRIMARY KEY, state text NOT NULL DEFAULT 'available',
        tags blob NOT NULL, unique_key blob, unique_states integer, ${columns('blob', 'timestamp', 'blob', 'blob')},
        CHECK (state IN (${states})));
      CREATE INDEX river_job_prioritized_fetching_index ON river_job (state, queue, priority, scheduled_at, id);
      CREATE UNIQUE INDEX river_job_unique_idx ON river_job (unique_key) WHERE unique_key IS NOT NULL
        AND unique_states IS NOT NULL AND CASE state WHEN 'available' THEN unique_states & 1
        WHEN 'running' THEN unique_states & 64 ELSE 0 END >= 1;
      ${queueTable('blob', 'timestamp')}
      ${inserts('sqlite', 'river_job', rows(0b1111_0101), { blobs })} ${inserts('sqlite', 'river_queue', queues)}`,
    postgres: `CREATE TYPE river_job_state AS ENUM (${states});
      CREATE TABLE river_job (id bigserial PRIMARY KEY, state river_job_state NOT NULL DEFAULT 'available',
        tags varchar(255)[] NOT NULL DEFAULT '{}', unique_key bytea, unique_states bit(8),
        ${columns('jsonb', 'timestamptz', 'text[]', 'jsonb[]')});
      CREATE INDEX ON river_job (state, queue, priority, scheduled_at, id);
      ${queueTable('jsonb', 'timestamptz')}
      ${inserts('postgres', 'river_job', rows('11110101'))} ${inserts('postgres', 'river_queue', queues)}`,
  },
  most: 25,
  args: ['args.user', 42],
  jobs: {
    1: { ...untried, name: 'send_mail' },
    2: scheduled,
    3: { status: 'queued', waiting: { kind: 'held', why: 'Pending until River makes it available' } },
    4: {
      status: 'queued',
      waiting: { kind: 'retry', at: now + 300_000 },
      errorMessage: 'no price in row 9',
      retryCount: 2,
    },
    5: { status: 'running', startedAt: now - 120_000, workerHost: 'b_2', retryCount: 2, errorMessage: null },
    6: { status: 'complete', startedAt: now - 540_000, completedAt: now - 480_000 },
    7: { status: 'failed', errorMessage: `no price in row 12\n${calls}`, retryCount: 24 },
    8: { status: 'cancelled', errorMessage: null },
    10: { status: 'failed' },
    11: { status: 'running' },
    9: { status: 'queued', typeText: 'slow', waiting: { kind: 'held', why: 'Queue slow is paused' } },
  },
  causes: { 'no price in row <n>': 2 },
  attempts: {
    4: [[0, 'no price in row <n>']],
    5: [[1, 'no price in row <n>']],
    6: [[0, 'no price in row <n>']],
    7: [[23, 'no price in row <n>']],
  },
  actions: [
    {
      action: 'retry',
      id: '7',
      says: 'Job 7 is queued again',
      leaves: [
        'river_job 7: state from discarded to available, max_attempts from 25 to 26, finalized_at from 2026-01-13T10:22:40Z to null, scheduled_at from 2026-01-13T09:26:40Z to now',
      ],
    },
    {
      action: 'retry',
      id: '8',
      says: 'Job 8 is queued again',
      leaves: [
        'river_job 8: state from cancelled to available, finalized_at from 2026-01-13T10:19:40Z to null, scheduled_at from 2026-01-13T09:26:40Z to now',
      ],
    },
    { action: 'retry', id: '10', says: 'Another job with its unique key' },
    {
      action: 'cancel',
      id: '4',
      says: 'Cancelled job 4',
      leaves: [
        'river_job 4: state from retryable to cancelled, finalized_at from null to now, metadata from {} to {"cancel_attempted_at":"now"}',
      ],
      notified: ['SCHEMA.river_control', { action: 'cancel', job_id: 4, queue: 'mail' }],
    },
    {
      action: 'cancel',
      id: '5',
      says: 'Cancelled job 5, but its worker may go on',
      leaves: ['river_job 5: metadata from {} to {"cancel_attempted_at":"now"}'],
      notified: ['SCHEMA.river_control', { action: 'cancel', job_id: 5, queue: 'mail' }],
      again: true,
    },
  ],
};
