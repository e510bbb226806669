import type { Job, WorkerSign, WorkerTrouble } from '../../model/job.js';
import { fraction, timeLeft } from '../../model/progress.js';
import { unsignedSince, workerNameOf, workerTrouble } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import { countText, percentText } from '../format/numbers.js';
import { etaText, spanText } from '../format/times.js';
import type { Part } from '../text/line.js';
import {
  bulleted,
  firstOf,
  itemsSoFar,
  optional,
  pathOf,
  quoted,
  type RowContext,
  type Segment,
  words,
} from '../words/segments.js';
import { highFailureSoFar, passesSoFar } from './backtest.js';

/**
 * What is wrong with a running job: `worker gone 12m`, which is certain; `silent 14m`, which isn't; or `stalled 2m`. Empty
 * if nothing is known to be wrong.
 */
export function runningTrouble({ trouble }: Job, context: RowContext): Segment {
  if (trouble === null) return [];
  if (trouble.kind !== 'gone') return words(`${trouble.kind} ${elapsed(trouble.since, context)}`, 'warning');
  return words(
    trouble.since === null ? 'worker gone' : `worker gone ${elapsed(trouble.since, context)}`,
    'failed',
  );
}

/** `no sign for 3d 4h`: of a worker of which nothing has been heard since it began; empty for any other. */
export function signlessWords(job: Job, context: RowContext): Segment {
  // Where no worker ever gives one, its absence says nothing.
  const since = context.lacks?.includes('heartbeats') ? null : unsignedSince(job, context.heldUntil);
  return since === null ? [] : words(`no sign for ${elapsed(since, context)}`, 'warning');
}

/**
 * What is known of the worker of a job in trouble, in two clauses without a full stop: `worker vm:30534 is
 * gone`, and the evidence for it. Empty for other jobs.
 */
export function troubleSentence(job: Job, context: RowContext): readonly Part[] {
  const trouble = workerTrouble(job);
  if (trouble === null) return [];
  const state =
    trouble.kind === 'gone' ? 'is gone' : `has been silent for ${elapsed(trouble.since, context)}`;
  return [
    {
      text: `${workerName(job, context)} ${state}`,
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
  if (trouble.unlisted) return 'its queue no longer lists this process';
  return trouble.reused ? 'its process id belongs to a newer process' : 'no such process on this host';
}

const signs: Readonly<Record<WorkerSign, string>> = {
  heartbeat: 'no heartbeat since',
  update: 'no change since',
  lease: 'its lease has run out, and no commit since',
};

function elapsed(since: number, context: RowContext): string {
  return spanText(context.heldUntil - since);
}

/**
 * A running job's progress (behaviour 4.4, 4.6, 4.7): what it has done, and when it will be done, since when it
 * stands still, or what is wrong with its worker. Always one row, at any time.
 */
export function runningRows(job: Job, context: RowContext): readonly (readonly Part[])[] {
  const counted = job.type === 'backtest' ? passesSoFar(job) : itemsSoFar(job);
  const source = job.type === 'scan' ? [] : pathOf(job.sourcePath, context);
  const doubt = workerTrouble(job) === null ? signlessWords(job, context) : runningTrouble(job, context);
  return [
    bulleted(
      [
        firstOf(counted, source, shareOf(job), doubt.length > 0 ? [] : noProgress(context)),
        // If there isn't room for both, when it will be done matters more (behaviour 11).
        job.type === 'backtest' ? optional(highFailureSoFar(job)) : failedSoFar(job),
        counted.length === 0 ? workerOf(job, context) : [],
        outlookOf(job, context),
      ],
      context,
    ),
  ];
}

/** Says that nothing was counted, where something could have been. */
export function noProgress({ lacks }: RowContext): Segment {
  return lacks?.includes('progress') ? [] : words('no progress reported', 'dim');
}

/**
 * What is wrong with a running job's worker, else when the job will be done, or since when it stands still, or that
 * there has been no sign of its worker.
 */
export function outlookOf(job: Job, context: RowContext): Segment {
  return firstOf(runningTrouble(job, context), timeLeftWords(job, context), signlessWords(job, context));
}

/** What is wrong with a running job, else that there has been no sign of its worker. */
export function doubtOf(job: Job, context: RowContext): Segment {
  return firstOf(runningTrouble(job, context), signlessWords(job, context));
}

/** Who is working on it: shown if nothing was counted. */
function workerOf(job: Job, context: RowContext): Segment {
  const worker = quoted(workerNameOf(job.workerHost, job.workerPid), 'plain', context);
  return worker.length === 0 ? [] : optional([{ text: 'on ', style: 'plain' }, ...worker]);
}

function shareOf(job: Job): Segment {
  const share = fraction(job);
  return share === null ? [] : words(`${percentText(share)} done`);
}

function failedSoFar(job: Job): Segment {
  const failed = job.itemsFailed ?? 0;
  return failed > 0 ? words(`${countText(failed)} failed`, 'failed') : [];
}

function timeLeftWords(job: Job, context: RowContext): Segment {
  const left = timeLeft(context.progress, job, context.heldUntil);
  return left === null ? [] : words(`ETA ${etaText(left)}`);
}
