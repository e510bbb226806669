import { transition } from '../../lib/machine/events.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { JobsState, Mode } from '../../lib/machine/state/state.js';
import { seen } from '../../lib/machine/state/write-order.js';
import { outcomeOf, wordsOf } from './outcome.js';
import { busy, makeJob, makeJobs, makePicture } from './queue-in-memory.js';
import { lineStarts, sceneLog, stateIn, viewMetrics } from './transition-scene.js';

const order = { action: 'retry', jobs: [seen(makeJob('4'))] } as const;
const search = { jobId: '5', text: '5', from: 0, direction: 'forward' } as const;
const place = { kind: 'offset', offset: lineStarts[50] ?? 0 } as const;
const toRead = { jobId: '5', place, before: 20, after: 20 } as const;
const reading = sceneLog.read(toRead);

/** One event of each kind, some in two forms, by the name that the table has for it. */
export const events: Readonly<Record<string, JobsEvent>> = {
  picture: { type: 'picture', picture: makePicture(makeJobs(20), 0, 20, 1000) },
  'picture without jobs': { type: 'picture', picture: makePicture([], 0, 0, 1000) },
  'picture that is still counted': {
    type: 'picture',
    picture: {
      ...{ ...makePicture(makeJobs(20), 0, 20, 1000), counts: null, totals: null, troubles: null },
      failedMatching: null,
    },
  },
  changed: { type: 'changed', at: 1000 },
  'read-progress': { type: 'read-progress', progress: { bytesRead: 1, databaseBytes: 2 } },
  problem: { type: 'problem', problem: busy, at: 1000 },
  'focus, gone': { type: 'focus', focused: false, at: 1000 },
  'focus, back': { type: 'focus', focused: true, at: 200_000 },
  wheel: { type: 'wheel', by: 1, at: 1000 },
  'click on a job of the list': { type: 'click', key: '3', mode: 'JOB_LIST', at: 1000 },
  'question-seen': { type: 'question-seen', asked: 1 },
  room: { type: 'room', room: { list: 9, listBelowPipeline: 5, panel: 9, log: { lines: 9, columns: 70 } } },
  'writability, able': { type: 'writability', writability: { kind: 'able' } },
  'writability, unable': { type: 'writability', writability: { kind: 'unable', reason: 'read-only' } },
  'written, done': {
    type: 'written',
    order,
    outcome: { kind: 'done', sentence: 'Job 4 is queued again.', changed: 1 },
    at: 1000,
  },
  'written, not': {
    type: 'written',
    order,
    outcome: { kind: 'problem', sentence: 'No.', advice: 'Wait.' },
    at: 1000,
  },
  acts: {
    type: 'acts',
    acts: [{ action: 'retry', takenBack: false, changed: 3, jobs: 3, jobId: null, at: 1000 }],
  },
  notice: { type: 'notice', notice: { tone: 'done', text: 'copied', at: 1000 } },
  log: { type: 'log', reading, request: toRead },
  'log, its end': { type: 'log', reading, request: { ...toRead, purpose: 'tail' } },
  'log-found': { type: 'log-found', search, result: { kind: 'found', start: 30, wrapped: false }, at: 1000 },
  'log-counted': {
    type: 'log-counted',
    search,
    at: 1000,
    result: { kind: 'counted', total: 3, before: 1, size: 100 },
  },
};

/** What an event changes in a mode, in the words of outcome.ts and some for what no key changes. */
export function eventOutcome(mode: Mode, event: JobsEvent): string {
  const before = stateIn(mode);
  const after = transition(before, event as Extract<JobsEvent, { type: 'key' }>, viewMetrics);
  const words = [outcomeOf(before, after), ...wordsOf(told, before, after)].filter((each) => each !== '-');
  return words.join('; ') || '-';
}

const told: readonly ((state: JobsState) => string)[] = [
  ({ connection }) =>
    'picture' in connection ? `${connection.kind} as of ${connection.picture.asOf}` : connection.kind,
  ({ connection }) =>
    connection.kind === 'live' && connection.overtakenSince !== undefined ? 'overtaken' : 'up to date',
  ({ connection }) => ('picture' in connection ? `${connection.picture.window.jobs.length} jobs` : 'no jobs'),
  ({ writability }) => writability.kind,
  ({ feed }) => `feed of ${feed.length}`,
  ({ looking }) => `focus ${looking.focused ?? 'unknown'}${looking.leftAt === null ? '' : ', left'}`,
  ({ room }) => `room for ${room.list}`,
  ({ tail }) => (tail === null ? 'no end of a log' : `end of log ${tail.jobId}`),
  ({ log }) => (log === null ? 'no log' : `log ${log.piece?.lines.length ?? 'without'} lines`),
  ({ log }) => `log search ${log?.search?.phase ?? 'none'}`,
];
