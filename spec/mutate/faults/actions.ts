import type { FaultyFile } from '../fault.js';

const written = ['spec/actions/written-values', 'spec/actions/retrying', 'spec/actions/sentences'];
const changes: readonly string[] = [
  'spec/actions/change-jobs',
  'spec/actions/put-back',
  'spec/actions/shared-ids',
];

/** What guards a write against jobs, tables and owners that are no longer as they were seen. */
export const actions: readonly FaultyFile[] = [
  {
    file: 'schema/fragments/seen_job.sql',
    checks: changes,
    faults: [
      { before: "AND COALESCE(fragment.text(job.status), '') = :status\n", after: '' },
      { before: 'AND COALESCE(fragment.whole(job.retry_count), 0) = :retries\n', after: '' },
      { before: ') = 1\n', after: ') >= 1\n' },
    ],
  },
  {
    file: 'schema/fragments/worker_mark.sql',
    checks: changes,
    faults: [
      { before: '  fragment.text(job.claim_time),\n', after: '' },
      { before: '  fragment.text(job.dispatch_ack_at),\n', after: '' },
      { before: '  fragment.text(job.worker_pid),\n', after: '' },
      { before: '  fragment.text(job.lease_token),\n', after: '' },
      { before: '  fragment.text(job.lease_expires_at),\n', after: '' },
      { before: '  fragment.text(job.heartbeat_time),\n', after: '' },
      { before: '  fragment.text(job.updated_at),\n', after: '' },
      { before: '  fragment.text(job.items_processed),\n', after: '' },
    ],
  },
  {
    file: 'schema/actions/retry.sql',
    checks: [...changes, ...written],
    faults: [
      {
        before: "fragment.job_status IN ('running', 'cancelled') AND fragment.worker_mark = :mark",
        after: "fragment.job_status IN ('running', 'cancelled')",
      },
      {
        before: "    OR (fragment.job_status IN ('running', 'cancelled')",
        after: "    OR (fragment.job_status IN ('running', 'cancelled', 'complete')",
      },
      {
        before: 'COALESCE(fragment.whole(job.retry_count), 0) + 1',
        after: 'COALESCE(fragment.whole(job.retry_count), 0)',
      },
      { before: '  set.claim_time = NULL,\n', after: '' },
      { before: '  set.error_message = NULL,\n', after: '' },
      { before: '  set.lease_token = NULL,\n', after: '' },
    ],
  },
  {
    file: 'schema/actions/cancel.sql',
    checks: [...changes, ...written],
    faults: [
      { before: " AND fragment.job_status IN ('queued', 'running')", after: '' },
      { before: 'COALESCE(:message, job.error_message)', after: ':message' },
    ],
  },
  {
    file: 'schema/actions/stop.sql',
    checks: [...changes, ...written],
    faults: [
      { before: " AND fragment.job_type = 'backtest'", after: '' },
      { before: " AND fragment.job_status = 'running'", after: '' },
    ],
  },
  {
    file: 'lib/actions/change-seen-jobs.ts',
    checks: ['spec/actions/altering', ...changes, ...written],
    faults: [
      {
        before: '[...new Map(order.request.jobs.map((job) => [job.id, job])).values()]',
        after: 'order.request.jobs',
      },
      {
        before: 'isWhole ? changeSentence(change, jobs, changes) :',
        after: 'changes.changed >= 0 ? changeSentence(change, jobs, changes) :',
      },
    ],
  },
  {
    file: 'lib/actions/in-batches.ts',
    checks: ['spec/actions/altering', 'spec/actions/many-jobs', ...changes, ...written],
    faults: [
      {
        before: 'queue.isCurrent ? queue : Queue.of(database);',
        after: 'queue as Queue | null;',
      },
      { before: 'if (from > 0) rest(pauseMs);', after: '' },
      { before: 'if (!forgives) throw error;', after: 'throw error;' },
    ],
  },
  {
    file: 'lib/actions/action-table.ts',
    checks: ['spec/actions/many-jobs'],
    faults: [{ before: 'request.jobs.length > mostAtOnce', after: 'request.jobs.length >= mostAtOnce' }],
  },
  {
    file: 'lib/actions/change-jobs.ts',
    checks: [...changes, ...written],
    faults: [
      { before: "!== 'SQLITE_CONSTRAINT_CHECK') throw error;", after: "=== '') throw error;" },
      { before: "if (rows > 0 && setsFailuresAside) queue.run('set_failures_aside', seen);", after: '' },
      { before: 'queue.givesLeases ? 1 : 0', after: '0' },
    ],
  },
  {
    file: 'lib/actions/changes.ts',
    checks: ['spec/actions/changes', ...changes, ...written, 'spec/actions/many-jobs'],
    faults: [
      { before: 'present?.status !== this.#change.to', after: 'present === null' },
      {
        before: 'if (this.#movedOn.length === 0) this.#firstMovedOn = present;',
        after: 'this.#firstMovedOn = present;',
      },
      { before: 'one.movedOn.concat(other.movedOn)', after: 'other.movedOn' },
      { before: 'leased: one.leased + other.leased', after: 'leased: other.leased' },
    ],
  },
  {
    file: 'lib/actions/write-transaction.ts',
    checks: ['spec/actions/altering', ...changes, 'spec/actions/migrate'],
    faults: [
      { before: "'BEGIN IMMEDIATE'", after: "'BEGIN'" },
      {
        before: "isSomething(result) ? 'COMMIT' : 'ROLLBACK'",
        after: "'COMMIT'",
        harmless:
          'a problem is found before anything is written, and what changed no row has nothing to keep',
      },
      {
        before: "'changed' in result && result.changed === 0",
        after: "'changed' in result && result.changed === -1",
        harmless: 'what changed no row has nothing to keep',
      },
    ],
  },
  {
    file: 'lib/actions/action-watch.ts',
    checks: ['spec/actions/action-process', 'spec/actions/run-action'],
    faults: [
      { before: 'setTimeout(end, timeoutMs);', after: '' },
      { before: 'setTimeout(end, graceMs);', after: '' },
      { before: 'if (process.ppid === owner) return;', after: 'if (process.ppid !== owner) return;' },
      {
        before: '  clearInterval(look);\n',
        after: '',
        harmless: 'the process ends by the first of several timers',
      },
    ],
  },
  {
    file: 'lib/actions/run-action.ts',
    checks: ['spec/actions/run-action', 'spec/actions/action-process'],
    faults: [
      { before: "if (options.signal?.aborted) return problem('stopped', 'before it began');", after: '' },
      { before: 'timeoutMs: timeoutMs + 1000,', after: 'timeoutMs: 1e9,' },
      { before: 'graceMs: order.busyTimeoutMs + 1000,', after: 'graceMs: 1000,' },
      { before: 'owner: process.pid,', after: 'owner: process.ppid,' },
      { before: 'detached: true,', after: 'detached: false,' },
      {
        before: "const timer = setTimeout(() => end('timeout'), timeoutMs);",
        after: 'const timer = setTimeout(() => {}, 0);',
      },
      { before: "options.signal?.addEventListener('abort', stop);", after: '' },
      { before: 'if (end.why !== null) return problem(end.why, end.complaint);', after: '' },
    ],
  },
];
