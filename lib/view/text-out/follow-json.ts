import { jobErrorInBrief } from '../../model/causes.js';
import type { FollowEvent, GapReason, JobChange, JobState } from '../../model/follow-event.js';
import { type Job, storedId } from '../../model/job.js';
import type { OwnAct } from '../../model/marks.js';
import type { Problem } from '../../model/problem.js';
import { workerNameOf } from '../../model/worker.js';
import { causeIn, countsOf, errorOf, idIn, printed, timeOf } from './json-parts.js';

/** What is said beside an event. */
export interface EventContext {
  /** As of when it is so, ms. */
  readonly asOf: number;
  /** What another run goes on from; null where it can't. */
  readonly cursor: string | null;
  /** The path as it was given. */
  readonly path: string;
  /** The database's name, where several are followed; else null. */
  readonly name: string | null;
}

/** An event as one line of JSON, without a line end: harmless to a terminal, as everything that `--json` prints. */
export function followJson(event: FollowEvent, { asOf, cursor, path, name }: EventContext): string {
  const { type, ...more } = fieldsOf(event);
  const database = name === null ? {} : { database: name };
  const where =
    event.kind !== 'snapshot' ? database : name === null ? { database: path } : { ...database, path };
  return printed({ type, as_of: timeOf(asOf), cursor, ...where, ...more });
}

/** The same for something that the operator did themselves. */
export function actJson(act: OwnAct, { asOf, cursor, name }: EventContext): string {
  const { action, takenBack, changed, jobs, jobId } = act;
  return printed({
    ...{ type: 'act', as_of: timeOf(asOf), cursor, ...(name === null ? {} : { database: name }) },
    ...{ action, taken_back: takenBack, done: changed, moved_on: Math.max(0, jobs - changed) },
    job: jobId === null ? null : idIn(storedId(jobId)),
  });
}

function fieldsOf(event: FollowEvent): { readonly type: string; readonly [field: string]: unknown } {
  switch (event.kind) {
    case 'snapshot':
      return { type: 'snapshot', schema: 1, counts: countsOf(event.counts) };
    case 'job':
      return { type: 'job', ...jobFields(event.change) };
    case 'cause':
      return {
        type: 'cause',
        cause: event.cause.text,
        cause_key: event.cause.key,
        job: idIn(storedId(event.jobId)),
      };
    case 'worker':
      return { type: 'worker', worker: event.worker, from: event.from, to: event.to };
    case 'counts':
      return { type: 'counts', counts: countsOf(event.counts) };
    case 'connection':
      return { type: 'connection', state: stateOf(event), problem: problemOf(event.problem) };
    case 'gap':
      return { type: 'gap', ...gapFields(event.reason) };
  }
}

function jobFields({ id, from, to, job, typeText, by }: JobChange) {
  return {
    id: idIn(storedId(id)),
    from: from?.status ?? null,
    to: statusOf(to, job),
    by: by ?? null,
    job_type: typeText,
    name: job?.name ?? null,
    version: job?.version ?? null,
    retry_count: (to ?? from)?.retries ?? null,
    started_at: job === null || job.status === 'queued' ? null : timeOf(job.startedAt),
    completed_at: timeOf(job?.completedAt ?? null),
    worker: job === null ? null : workerNameOf(job.workerHost, job.workerPid),
    output_path: job?.outputPath ?? null,
    ...errorOf(job?.status === 'failed' ? jobErrorInBrief(job) : null),
    ...(job === null ? { cause: null, cause_key: null } : causeIn(job)),
  };
}

function statusOf(state: JobState | null, job: Job | null): string | null {
  if (state === null) return null;
  return state.status === 'other' ? (job?.statusText ?? state.status) : state.status;
}

function stateOf({ problem, replaced }: Extract<FollowEvent, { kind: 'connection' }>): string {
  return problem !== null ? 'lost' : replaced ? 'replaced' : 'good';
}

function problemOf(problem: Problem | null) {
  return problem === null ? null : { code: problem.code, sentence: problem.sentence, advice: problem.advice };
}

function gapFields(reason: GapReason) {
  switch (reason.kind) {
    case 'held-up':
      return { reason: 'output_not_read', from: timeOf(reason.from), to: timeOf(reason.to) };
    case 'unknown-cursor':
      return { reason: 'cursor_not_known', from: null, to: null };
  }
}
