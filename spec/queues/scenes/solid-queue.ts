import { now, type QueueScene } from '../scene.js';
import { ago, inserts, scheduled, untried } from './rows.js';

const failure = {
  ...{ exception_class: 'Net::OpenTimeout', message: 'no answer in 5 s' },
  backtrace: [
    "/usr/lib/ruby/gems/3.3.0/gems/net/http.rb:9:in `connect'",
    "/srv/shop/app/jobs/mail_job.rb:7:in `perform'",
  ],
};
const job = (id: number, more: object) => ({
  ...{ id, queue_name: 'mail', class_name: 'MailJob', priority: 0, created_at: ago(60), updated_at: ago(60) },
  ...{
    arguments: { job_class: 'MailJob', arguments: [id], executions: 0, exception_executions: {} },
    ...more,
  },
});
const held = (job_id: number, more: object) => ({ job_id, created_at: ago(2), ...more });
const queued = { queue_name: 'mail', priority: 0 };

const tables: Readonly<Record<string, readonly object[]>> = {
  jobs: [
    job(1, { priority: 3 }),
    job(2, { scheduled_at: ago(-30) }),
    job(3, { concurrency_key: 'MailJob/7' }),
    job(4, { queue_name: 'slow' }),
    job(5, { arguments: { executions: 2, exception_executions: { '[Net::OpenTimeout]': 2 } } }),
    job(6, { finished_at: ago(8) }),
    job(7, { arguments: { executions: 2, exception_executions: { '[Net::OpenTimeout]': 2 } } }),
    job(8, { concurrency_key: 'MailJob/8' }),
    job(9, {}),
    job(10, {}),
    job(11, { scheduled_at: new Date('2999-01-01') }),
  ],
  ready_executions: [held(1, { ...queued, priority: 3 }), held(4, { ...queued, queue_name: 'slow' })],
  scheduled_executions: [held(2, { ...queued, scheduled_at: ago(-30) })],
  blocked_executions: [held(3, { ...queued, concurrency_key: 'MailJob/7', expires_at: ago(-3) })],
  claimed_executions: [held(5, { process_id: 1 }), held(10, { process_id: 99 })],
  failed_executions: [held(7, { error: failure }), held(8, { error: failure }), held(11, { error: failure })],
  processes: [
    ['Worker', 'a', 42],
    ['Worker', 'b', 7],
    ['Supervisor', 'b', 8],
  ].map(([kind, hostname, pid], at) => ({
    ...{
      id: at + 1,
      kind,
      pid,
      hostname,
      name: `w-${at + 1}`,
      last_heartbeat_at: ago(0),
      created_at: ago(99),
    },
  })),
  pauses: [{ id: 1, queue_name: 'slow', created_at: ago(9) }],
};

function made(dialect: 'sqlite' | 'postgres'): string {
  const [id, int, time] =
    dialect === 'sqlite'
      ? ['integer PRIMARY KEY AUTOINCREMENT', 'integer', 'datetime(6)']
      : ['bigserial PRIMARY KEY', 'bigint', 'timestamp(6)'];
  const execution = (
    name: string,
    columns: string,
  ) => `CREATE TABLE solid_queue_${name}_executions (id ${id} NOT NULL,
    job_id ${int} NOT NULL UNIQUE REFERENCES solid_queue_jobs (id) ON DELETE CASCADE, ${columns} created_at ${time} NOT NULL);`;
  const inQueue = 'queue_name varchar NOT NULL, priority integer NOT NULL DEFAULT 0,';
  return `CREATE TABLE solid_queue_jobs (id ${id} NOT NULL, queue_name varchar NOT NULL, class_name varchar NOT NULL,
      arguments text, priority integer NOT NULL DEFAULT 0, active_job_id varchar, scheduled_at ${time}, finished_at ${time},
      concurrency_key varchar, created_at ${time} NOT NULL, updated_at ${time} NOT NULL);
    ${execution('ready', inQueue)}
    ${execution('scheduled', `${inQueue} scheduled_at ${time} NOT NULL,`)}
    ${execution('blocked', `${inQueue} concurrency_key varchar NOT NULL, expires_at ${time} NOT NULL,`)}
    ${execution('claimed', `process_id ${int},`)}
    ${execution('failed', 'error text,')}
    CREATE TABLE solid_queue_processes (id ${id} NOT NULL, kind varchar NOT NULL, last_heartbeat_at ${time} NOT NULL,
      supervisor_id ${int}, pid integer NOT NULL, hostname varchar, metadata text, created_at ${time} NOT NULL, name varchar NOT NULL);
    CREATE TABLE solid_queue_pauses (id ${id} NOT NULL, queue_name varchar NOT NULL UNIQUE, created_at ${time} NOT NULL);
    ${Object.entries(tables)
      .map(([name, rows]) => inserts(dialect, `solid_queue_${name}`, rows as never))
      .join('\n')}`;
}

const recorded = JSON.stringify(failure);

/** Solid Queue's tables as the schema of 1.5.0 makes them. */
export const solidQueue: QueueScene = {
  name: 'solid_queue',
  idle: 'b:7',
  make: { sqlite: made('sqlite'), postgres: made('postgres') },
  args: ['args.job_class', 'MailJob'],
  jobs: {
    1: { ...untried, name: 'MailJob' },
    2: scheduled,
    3: { status: 'queued', waiting: { kind: 'held', why: 'Held by the concurrency key MailJob/7' } },
    4: { status: 'queued', waiting: { kind: 'held', why: 'Queue slow is paused' } },
    5: { status: 'running', startedAt: now - 120_000, workerHost: 'a', workerPid: 42, retryCount: 2 },
    6: { status: 'complete', completedAt: now - 480_000 },
    7: { status: 'failed', errorMessage: recorded, retryCount: 2 },
    8: { status: 'failed', errorMessage: recorded },
    11: { status: 'failed', errorMessage: recorded },
    9: { status: 'other', statusText: 'LOST' },
    10: {
      ...{ status: 'running', workerHost: 'process 99', workerPid: null },
      trouble: { kind: 'gone', since: null, reused: false, unlisted: true },
    },
  },
  causes: { 'Net::OpenTimeout: no answer in <duration>': 3 },
  actions: [
    {
      action: 'retry',
      id: '7',
      says: 'Job 7 is queued again',
      leaves: [
        'solid_queue_failed_executions 1 is gone',
        'solid_queue_jobs 7: arguments from {"exception_executions":{"[Net::OpenTimeout]":2},"executions":2} to {"exception_executions":{},"executions":0}, updated_at from 2026-01-13T09:26:40Z to now',
        'solid_queue_ready_executions 3 is new: job_id 7, queue_name mail, priority 0, created_at now',
      ],
    },
    // Once its time has come, and not at once as well.
    {
      action: 'retry',
      id: '11',
      says: 'Job 11 is queued again',
      leaves: [
        'solid_queue_failed_executions 3 is gone',
        'solid_queue_jobs 11: updated_at from 2026-01-13T09:26:40Z to now',
        'solid_queue_scheduled_executions 2 is new: job_id 11, queue_name mail, priority 0, scheduled_at 2999-01-01T00:00:00Z, created_at now',
      ],
    },
    { action: 'retry', id: '8', says: "Run: bin/rails runner 'SolidQueue::Job.find(8).retry'" },
    {
      action: 'cancel',
      id: '1',
      says: 'Cancelled job 1',
      leaves: ['solid_queue_jobs 1 is gone', 'solid_queue_ready_executions 1 is gone'],
    },
    {
      action: 'cancel',
      id: '2',
      says: 'Cancelled job 2',
      leaves: ['solid_queue_jobs 2 is gone', 'solid_queue_scheduled_executions 1 is gone'],
    },
    {
      action: 'cancel',
      id: '4',
      says: 'Cancelled job 4',
      leaves: ['solid_queue_jobs 4 is gone', 'solid_queue_ready_executions 2 is gone'],
    },
    { action: 'cancel', id: '3', says: "Run: bin/rails runner 'SolidQueue::Job.find(3).discard'" },
    { action: 'cancel', id: '5', says: 'only a job that is queued' },
  ],
};
