import { now, type QueueScene } from '../scene.js';
import { ago, inserts, scheduled, untried } from './rows.js';

const idOf = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const job = (n: number, more: object) => ({
  ...{
    id: idOf(n),
    active_job_id: idOf(n),
    queue_name: 'mail',
    job_class: 'MailJob',
    priority: 0,
    serialized_params: { arguments: ['a', 42] },
  },
  ...{ created_at: ago(60), updated_at: ago(2), scheduled_at: ago(60), executions_count: 0, ...more },
});
const error = 'Net::OpenTimeout: no answer in 5 s';
const cause = 'Net::OpenTimeout: no answer in <duration>';
const call = "/srv/shop/app/jobs/mail_job.rb:7:in `perform'";
const execution = (n: number, of: number, minutes: number, calls: readonly string[]) => ({
  ...{
    id: idOf(n),
    active_job_id: idOf(of),
    created_at: ago(minutes),
    finished_at: ago(minutes),
    updated_at: ago(minutes),
    error,
  },
  error_backtrace: calls,
});

const stamps = 'created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL';

/** GoodJob's tables as the migration of 4.19.2 makes them. */
export const goodJob: QueueScene = {
  name: 'good_job',
  idle: 'b:7',
  make: {
    postgres: `CREATE TABLE good_jobs (id uuid PRIMARY KEY, queue_name text, priority integer, serialized_params jsonb,
        scheduled_at timestamp(6), performed_at timestamp(6), finished_at timestamp(6), error text, ${stamps},
        active_job_id uuid, concurrency_key text, cron_key text, retried_good_job_id uuid, cron_at timestamp(6),
        batch_id uuid, batch_callback_id uuid, is_discrete boolean, executions_count integer, job_class text,
        error_event smallint, labels text[], locked_by_id uuid, locked_at timestamp(6), lock_type smallint);
      CREATE TABLE good_job_executions (id uuid PRIMARY KEY, ${stamps}, active_job_id uuid NOT NULL, job_class text,
        queue_name text, serialized_params jsonb, scheduled_at timestamp(6), finished_at timestamp(6), error text,
        error_event smallint, error_backtrace text[], process_id uuid, duration interval);
      CREATE TABLE good_job_processes (id uuid PRIMARY KEY, ${stamps}, state jsonb, lock_type smallint);
      CREATE TABLE good_job_settings (id uuid PRIMARY KEY, ${stamps}, key text UNIQUE, value jsonb);
      ${inserts('postgres', 'good_jobs', [
        job(1, { priority: 3 }),
        job(2, { scheduled_at: ago(-30) }),
        job(3, { queue_name: 'slow' }),
        job(4, { scheduled_at: ago(-5), error, executions_count: 2 }),
        job(5, { performed_at: ago(2), executions_count: 3, locked_by_id: idOf(1), error }),
        job(6, { performed_at: ago(9), finished_at: ago(8), executions_count: 1 }),
        job(7, { performed_at: ago(5), finished_at: ago(4), executions_count: 6, error }),
        job(8, { job_class: 'SlowJob', queue_name: null }),
      ])}
      ${inserts('postgres', 'good_job_executions', [execution(1, 7, 9, ["/srv/old.rb:1:in `a'"]), execution(2, 7, 5, ["/gems/net.rb:2:in `b'", call]), execution(3, 6, 20, [call])])}
      ${inserts(
        'postgres',
        'good_job_processes',
        [42, 7].map((pid, at) => ({
          id: idOf(at + 1),
          created_at: ago(99),
          updated_at: ago(0),
          state: { hostname: 'ab'[at], pid },
        })),
      )}
      ${inserts('postgres', 'good_job_settings', [{ id: idOf(1), created_at: ago(9), updated_at: ago(9), key: 'pauses', value: { queues: ['slow'], job_classes: ['SlowJob'], labels: [] } }])}`,
  },
  args: ['args.arguments[1]', 42],
  jobs: {
    [idOf(1)]: { ...untried, name: 'MailJob' },
    [idOf(2)]: scheduled,
    [idOf(3)]: { status: 'queued', waiting: { kind: 'held', why: 'Queue slow is paused' } },
    [idOf(4)]: {
      status: 'queued',
      waiting: { kind: 'retry', at: now + 300_000 },
      errorMessage: error,
      retryCount: 2,
    },
    [idOf(5)]: { status: 'running', startedAt: now - 120_000, workerHost: 'a', workerPid: 42, retryCount: 2 },
    [idOf(6)]: { status: 'complete', startedAt: now - 540_000, completedAt: now - 480_000 },
    [idOf(7)]: { status: 'failed', errorMessage: `${error}\n/gems/net.rb:2:in \`b'\n${call}`, retryCount: 5 },
    [idOf(8)]: {
      ...{ status: 'queued', typeText: 'job' },
      waiting: { kind: 'held', why: 'Jobs of SlowJob are paused' },
    },
  },
  causes: { [cause]: 1 },
  attempts: { [idOf(1)]: [], [idOf(6)]: [[0, cause]], [idOf(7)]: [[0, cause]] },
  actions: [
    {
      action: 'retry',
      id: idOf(7),
      says: `Run: bin/rails runner 'GoodJob::Job.find("${idOf(7)}").retry_job'`,
    },
    { action: 'cancel', id: idOf(1), says: 'discard_job' },
  ],
};
