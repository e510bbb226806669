import { type ChildProcess, spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';
import { recordInBrief } from '../../causes/error.js';
import { started } from '../../entries.js';
import type { FollowEvent, GapReason, JobChange, JobState, ReportedEvent } from '../../model/follow-event.js';
import { type Job, storedId, typeOfItsOwn } from '../../model/job.js';
import type { OwnAct } from '../../model/marks.js';
import type { Problem } from '../../model/problem.js';
import { workerNameOf } from '../../model/worker.js';
import type { Zone } from '../../view/format/times.js';
import { actText, followText, happenedAt } from '../../view/text-out/follow-text.js';
import { causeIn, countsOf, errorOf, idIn, printed, timeOf } from '../../view/words/json-parts.js';
import { isWritten } from '../write-out.js';
import type { ReportedAct } from './follow-output.js';
import type { Cursors } from './record.js';

/** How a database's events are printed. */
interface LinesOptions {
  readonly format: 'text' | 'json';
  /** The file, or the name of the host that it is on. */
  readonly path: string;
  /** The database's name if several are followed; else null. */
  readonly name: string | null;
  readonly unicode: boolean;
  /** The zone of times for people. */
  readonly zone: Zone;
  /** Shared by all databases that are followed. */
  readonly cursors: Cursors;
}

/** Text is written in portions of this many characters. */
const portion = 65_536;

/** Prints a database's events and then own acts, one line each; resolves with false when nobody reads them any more. */
export async function printLines(
  events: readonly ReportedEvent[],
  { format, path, name, unicode, zone, cursors }: LinesOptions,
  output: NodeJS.WritableStream,
  acts: readonly ReportedAct[] = [],
): Promise<boolean> {
  let text = '';
  let jobAt: number | null = null;
  for (const { event, asOf, cursor } of events) {
    // A new cause comes right after the job that failed for it.
    const at: number = event.kind === 'cause' ? (jobAt ?? asOf) : happenedAt(event, asOf);
    jobAt = at;
    if (format === 'json') cursors.move(name ?? path, cursor);
    const line =
      format === 'json'
        ? followJson(event, { asOf, cursor: cursors.text, path, name })
        : followText(event, at, { unicode, name, zone });
    if (line !== null) text += `${line}\n`;
    if (text.length < portion) continue;
    if (!(await isWritten(output, text))) return false;
    text = '';
  }
  for (const { act, cursor } of acts) {
    if (format === 'json') cursors.move(name ?? path, cursor);
    const stamp = { asOf: act.at, cursor: cursors.text, path, name };
    text += `${format === 'json' ? actJson(act, stamp) : actText(act, act.at, { unicode, name, zone })}\n`;
  }
  return text === '' || (await isWritten(output, text));
}

/** What watches the reader of a pipe; to be closed. */
interface ReaderWatch {
  /** Ends the watch; resolves when it no longer holds the pipe open. */
  close(): Promise<void>;
}

const none: ReaderWatch = { close: async () => {} };

/**
 * Calls back when nobody reads our output pipe any more, even if nothing is written to it. The system reports that to
 * programs that poll the pipe. Node doesn't poll it, but GNU tail does, for the same purpose: a tail that is given the
 * pipe dies when the reader goes. With another tail or none, or if the output isn't a pipe, nothing is ever called, and
 * only the next written line shows it.
 */
export function watchReader(descriptor: number, onUnread: () => void): ReaderWatch {
  if (!isPipe(descriptor)) return none;
  const args = [`--pid=${process.pid}`, '-f', '/dev/null'];
  const tail = started(() => spawn('tail', args, { stdio: ['ignore', descriptor, 'ignore'] }));
  // If this process is killed, the pipe must not stay open. The tail sees that only once the process has been waited for,
  // and whoever does that may read the pipe to its end before; a pipe from here ends at once.
  const guard = started(() =>
    spawn('sh', ['-c', 'read -r line; kill -KILL "$0"', `${tail.pid}`], {
      stdio: ['pipe', 'ignore', 'ignore'],
    }),
  );
  const guardEnded = endOf(guard);
  const ended = endOf(tail).then((signal) => {
    // Its number may be another process's before long.
    guard.kill('SIGKILL');
    return signal;
  });
  void ended.then((signal) => {
    if (signal === 'SIGPIPE') onUnread();
  });
  return {
    close: async () => {
      tail.kill('SIGKILL');
      await Promise.all([ended, guardEnded]);
    },
  };
}

/** Resolves with the signal that ended it; null if none did, or it didn't begin. */
function endOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    child.once('exit', (_, signal) => resolve(signal)).once('error', () => resolve(null));
  });
}

function isPipe(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch {
    // A closed output shows at the first line.
    return false;
  }
}

/** What is said beside an event. */
interface EventContext {
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

/** Something that the operator did, as one line of JSON. */
function actJson(act: OwnAct, { asOf, cursor, name }: EventContext): string {
  const { action, takenBack, changed, jobs, ids, of } = act;
  const [only] = jobs === 1 ? ids : [];
  return printed({
    ...{ type: 'act', as_of: timeOf(asOf), cursor, ...(name === null ? {} : { database: name }) },
    ...{ action, taken_back: takenBack, done: changed, moved_on: Math.max(0, jobs - changed) },
    job: only === undefined ? null : idIn(storedId(only)),
    jobs: ids.map((id) => idIn(storedId(id))),
    ...(of && { [of.kind]: of.text }),
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
    case 'stalled':
      return { type: 'stalled', ...stalledFields(event.job), since: timeOf(event.since) };
    case 'counts':
      return { type: 'counts', counts: countsOf(event.counts) };
    case 'connection':
      return { type: 'connection', state: stateOf(event), problem: problemOf(event.problem) };
    case 'gap':
      return { type: 'gap', ...gapFields(event.reason) };
  }
}

function stalledFields(job: Job) {
  return {
    id: idIn(storedId(job.id)),
    job_type: typeOfItsOwn(job) ?? job.type,
    name: job.name,
    version: job.version,
    worker: workerNameOf(job.workerHost, job.workerPid),
  };
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
    ...errorOf(job?.status === 'failed' ? recordInBrief(job) : null),
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
