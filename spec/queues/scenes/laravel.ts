import { now, type QueueScene } from '../scene.js';
import { ago, inserts } from './rows.js';

const seconds = (minutes: number) => ago(minutes).getTime() / 1000;
const payload = (more: object = {}) =>
  JSON.stringify({
    uuid: 'u',
    displayName: 'App\\Jobs\\Mail',
    retryUntil: null,
    ...more,
    createdAt: seconds(60),
  });
const job = (more: object) => ({
  ...{
    queue: 'mail',
    payload: payload(),
    attempts: 0,
    available_at: seconds(60),
    created_at: seconds(60),
    ...more,
  },
});
const exception =
  'RuntimeException: no price in row 42 in /srv/shop/app/Jobs/Mail.php:38\nStack trace:\n#0 /srv/shop/vendor/x.php(1): App\\Jobs\\Mail->handle()\n#1 {main}';
const failed = (id: number, uuid: string, more: object) => ({
  ...{
    id,
    uuid,
    connection: 'database',
    queue: 'mail',
    payload: payload({ attempts: 3 }),
    exception,
    failed_at: ago(4),
    ...more,
  },
});

function made(dialect: 'sqlite' | 'postgres'): string {
  const id = dialect === 'sqlite' ? 'integer PRIMARY KEY AUTOINCREMENT' : 'bigserial PRIMARY KEY';
  const time = dialect === 'sqlite' ? 'datetime' : 'timestamp(0)';
  return `CREATE TABLE jobs (id ${id} NOT NULL, queue varchar NOT NULL, payload text NOT NULL, attempts integer NOT NULL,
      reserved_at integer, available_at integer NOT NULL, created_at integer NOT NULL);
    CREATE TABLE failed_jobs (id ${id} NOT NULL, uuid varchar NOT NULL UNIQUE, connection varchar NOT NULL,
      queue varchar NOT NULL, payload text NOT NULL, exception text NOT NULL, failed_at ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP);
    CREATE TABLE job_batches (id varchar PRIMARY KEY NOT NULL, name varchar NOT NULL, total_jobs integer NOT NULL,
      pending_jobs integer NOT NULL, failed_jobs integer NOT NULL, failed_job_ids text NOT NULL, options text,
      cancelled_at integer, created_at integer NOT NULL, finished_at integer);
    ${inserts(dialect, 'job_batches', [{ id: 'b-1', name: 'all', total_jobs: 40, pending_jobs: 30, failed_jobs: 0, failed_job_ids: '[]', created_at: seconds(60) }])}
    ${inserts(dialect, 'jobs', [
      job({ payload: payload({ maxTries: 3 }) }),
      job({ available_at: seconds(-30) }),
      job({ attempts: 2, reserved_at: seconds(2), payload: payload({ data: { batchId: 'b-1' } }) }),
      job({ payload: payload({ data: { batchId: 'b-1' } }) }),
    ])}
    ${inserts(dialect, 'failed_jobs', [
      failed(1, 'f-1', {}),
      failed(2, 'f-2', { connection: 'redis' }),
      failed(3, 'f-3', { payload: payload({ retryUntil: seconds(1) }) }),
    ])}`;
}

/** The tables that Laravel 13.26.1 makes for its database queue. */
export const laravel: QueueScene = {
  name: 'laravel',
  isOfFailure: true,
  make: { sqlite: made('sqlite'), postgres: made('postgres') },
  most: 3,
  args: ['args.displayName', 'App\\Jobs\\Mail'],
  jobs: {
    q1: { status: 'queued', name: 'App\\Jobs\\Mail', typeText: 'mail', retryCount: 0, errorMessage: null },
    q2: { status: 'queued', waiting: { kind: 'scheduled', at: now + 1_800_000 } },
    q3: {
      ...{ status: 'running', startedAt: now - 120_000, retryCount: 1, itemsProcessed: 10, itemsTotal: 40 },
      ...{ itemsNoun: 'batch job', itemsSince: now - 3_600_000 },
    },
    q4: { status: 'queued' },
    'f-1': { status: 'failed', errorMessage: exception, name: 'App\\Jobs\\Mail' },
    'f-2': { status: 'failed' },
    'f-3': { status: 'failed' },
  },
  causes: { 'RuntimeException: no price in row <n>': 3 },
  actions: [
    {
      action: 'retry',
      id: 'f-1',
      says: 'Job f-1 is queued again',
      leaves: [
        'failed_jobs 1 is gone',
        'jobs 5 is new: queue mail, payload {"attempts":0,"createdAt":1768296400,"displayName":"App\\\\Jobs\\\\Mail","retryUntil":null,"uuid":"u"}, attempts 0, reserved_at null, available_at now, created_at now',
      ],
    },
    { action: 'retry', id: 'f-2', says: 'Run: php artisan queue:retry f-2' },
    { action: 'retry', id: 'f-3', says: 'Run: php artisan queue:retry f-3' },
    { action: 'cancel', id: 'q1', says: 'Cancelled job q1', leaves: ['jobs 1 is gone'] },
    { action: 'cancel', id: 'q4', says: 'belongs to a batch' },
    { action: 'cancel', id: 'q3', says: 'only a job that is queued' },
  ],
};
