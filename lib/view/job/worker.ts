import type { Job, WorkerSign, WorkerTrouble } from '../../model/job.js';
import { unsignedSince, workerNameOf } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import { spanText } from '../format/duration.js';
import type { Part } from '../text/line.js';
import type { RowContext } from './row-context.js';
import { type Segment, words } from './segments.js';

/** `worker gone 12m`, which is certain, or `silent 14m`, which isn't; empty if nothing is known to be wrong. */
export function troubleBrief({ trouble }: Job, context: RowContext): Segment {
  if (trouble === null) return [];
  if (trouble.kind === 'silent') return words(`silent ${lasting(trouble.since, context)}`, 'warning');
  return words(
    trouble.since === null ? 'worker gone' : `worker gone ${lasting(trouble.since, context)}`,
    'failed',
  );
}

/** `no sign for 3d 4h`: of a worker of which nothing has been heard since it began; empty for any other. */
export function signlessWords(job: Job, context: RowContext): Segment {
  const since = unsignedSince(job, context.heldUntil);
  return since === null ? [] : words(`no sign for ${lasting(since, context)}`, 'warning');
}

/**
 * What is known of the worker of a job in trouble, in two clauses without a full stop: `worker vm:30534 is
 * gone`, and the evidence for it. Empty for other jobs.
 */
export function troubleSentence(job: Job, context: RowContext): readonly Part[] {
  const { trouble } = job;
  if (trouble === null) return [];
  const said = trouble.kind === 'gone' ? 'is gone' : `has been silent for ${lasting(trouble.since, context)}`;
  return [
    {
      text: `${workerName(job, context)} ${said}`,
      style: trouble.kind === 'gone' ? 'failed' : 'warning',
      fit: 'end',
    },
    { text: `: ${reason(trouble)}`, style: 'dim', fit: 'end', optional: true },
  ];
}

/** `worker vm:30534`, `worker w-7`, `worker-3`, by the name that everything else has for it; `its worker` for none. */
export function workerName({ workerHost, workerPid }: Job, context: RowContext): string {
  const name = shownText(workerNameOf(workerHost, workerPid), context);
  if (name === '') return 'its worker';
  // A name such as `worker-3` needs no "worker" before it.
  return /^worker/i.test(name) ? name : `worker ${name}`;
}

function reason(trouble: WorkerTrouble): string {
  if (trouble.kind === 'silent') return signs[trouble.sign];
  return trouble.reused ? 'its process id belongs to a newer process' : 'no such process on this host';
}

const signs: Readonly<Record<WorkerSign, string>> = {
  heartbeat: 'no heartbeat since',
  update: 'no change since',
  lease: 'its lease has run out, and no commit since',
};

function lasting(since: number, context: RowContext): string {
  return spanText(context.heldUntil - since);
}
