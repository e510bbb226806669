import { expect } from '@jest/globals';
import type { Acknowledgement, ActionRecord, AuditRow } from './record.js';

const byWorkers = ['>QUEUED+0', 'QUEUED>RUNNING+0', 'RUNNING>COMPLETED+0', 'RUNNING>FAILED+0'];
const byActions = (cancelled: string): Readonly<Record<'retry' | 'cancel' | 'stop', readonly string[]>> => ({
  retry: ['FAILED>QUEUED+1'],
  cancel: [`QUEUED>${cancelled}+0`, `RUNNING>${cancelled}+0`],
  stop: [`RUNNING>${cancelled}+0`],
});

function transition(row: AuditRow): string {
  return `${row.old ?? ''}>${row.new}+${row.newRetries - (row.oldRetries ?? 0)}`;
}

/** Every change continues the one before of the same job: nothing was lost or made behind the audit's back. */
export function expectUnbroken(
  audit: readonly AuditRow[],
  jobs: readonly Pick<AuditRow, 'job' | 'new' | 'newRetries'>[],
): void {
  const last = new Map<number, AuditRow>();
  for (const row of audit) {
    const before = last.get(row.job);
    expect([row.seq, row.old, row.oldRetries]).toEqual([
      row.seq,
      before?.new ?? null,
      before?.newRetries ?? null,
    ]);
    last.set(row.job, row);
  }
  expect(jobs).toEqual(
    jobs.map(({ job }) =>
      expect.objectContaining({ new: last.get(job)?.new, newRetries: last.get(job)?.newRetries }),
    ),
  );
}

/** No transition but those of the table. */
export function expectLegal(audit: readonly AuditRow[], cancelled: string): void {
  const legal = [...byWorkers, ...Object.values(byActions(cancelled)).flat()];
  expect(audit.filter((row) => !legal.includes(transition(row)))).toEqual([]);
}

/** What workers were told is committed is in the audit, in their order, and nothing else of theirs. */
export function expectAcknowledged(
  audit: readonly AuditRow[],
  workers: readonly (readonly Acknowledgement[])[],
): void {
  for (const acknowledged of workers) {
    const order = acknowledged.map(({ seq }) => seq);
    expect(order).toEqual([...order].sort((one, other) => one - other));
  }
  const theirs = audit.filter((row) => byWorkers.includes(transition(row)));
  const told = workers.flat().sort((one, other) => one.seq - other.seq);
  expect(told).toEqual(
    theirs.map(({ seq, job, new: status, newRetries }) => ({ seq, job, new: status, newRetries })),
  );
}

/**
 * Every change that an action claims is in the audit while it ran, and no other action claims it; what nobody claims
 * is just what retry-all counted. What it says of jobs that had moved on was so while it ran.
 */
export function expectTruthful(
  audit: readonly AuditRow[],
  records: readonly ActionRecord[],
  cancelled: string,
): void {
  const ofJob = new Map<number, AuditRow[]>();
  for (const row of audit) ofJob.set(row.job, [...(ofJob.get(row.job) ?? []), row]);
  const unclaimed = new Set(audit.filter((row) => !byWorkers.includes(transition(row))));
  let retriedAll = 0;
  for (const { action, jobs, result, before, after } of records) {
    if (action === 'retry-all') {
      retriedAll += result.changed;
      continue;
    }
    const moved = new Map(result.movedOn.map(({ id, statusText }) => [id, statusText]));
    expect(result.changed + moved.size).toBe(jobs.length);
    for (const { id, statusText, retryCount } of jobs) {
      const rows = ofJob.get(Number(id)) ?? [];
      const during = rows.filter(({ seq }) => seq > before && seq <= after);
      if (moved.has(id)) {
        // It was in this state at the beginning, or got there meanwhile.
        const states = [...rows.filter(({ seq }) => seq <= before).slice(-1), ...during];
        expect(states.map((row) => row.new)).toContain(moved.get(id));
        const could = byActions(cancelled)[action].some((each) => each.startsWith(`${statusText}>`));
        const stood = states.filter((row) => row.new === statusText && row.newRetries === retryCount);
        // Where it stood all the while as it was seen, the action must have been one that isn't done to such a job.
        if (could && action !== 'stop') expect(stood.length < states.length).toBe(true);
        continue;
      }
      const own = during.filter(
        (row) =>
          unclaimed.has(row) &&
          byActions(cancelled)[action].includes(transition(row)) &&
          row.old === statusText &&
          row.oldRetries === retryCount,
      );
      expect([action, id, own.length]).toEqual([action, id, 1]);
      for (const row of own) unclaimed.delete(row);
    }
  }
  expect([...unclaimed].map(transition)).toEqual(Array.from({ length: retriedAll }, () => 'FAILED>QUEUED+1'));
}
