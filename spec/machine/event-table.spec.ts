import { describe, expect, it } from '@jest/globals';
import { transition } from '../../lib/machine/events.js';
import { modes } from '../../lib/machine/modes.js';
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
const events: Readonly<Record<string, JobsEvent>> = {
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
  'click on a job of the list': { type: 'click', does: 'choose', key: '3', mode: 'JOB_LIST', at: 1000 },
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
    acts: [{ action: 'retry', takenBack: false, changed: 3, jobs: 3, ids: [], at: 1000 }],
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
function eventOutcome(mode: Mode, event: JobsEvent): string {
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

/** What an event leads to: in every mode, but for some. In the words of `eventOutcome`; `-` for nothing. */
interface EventRow {
  readonly every: string;
  readonly but?: { readonly [M in Mode]?: string };
}

/** Every event but keys, whose table is in transition-table.spec.ts; by the names of `events`. */
const eventTable: Readonly<Record<string, EventRow>> = {
  picture: {
    every: 'live as of 1000',
    but: { DETAIL_PANEL: '+read; live as of 1000', SEARCH: '+read; live as of 1000' },
  },
  'picture without jobs': {
    every: 'job 0, line 0, pinned; live as of 1000; 0 jobs',
    but: {
      DETAIL_PANEL: 'job 0, line 0, pinned, +read; live as of 1000; 0 jobs',
      CONFIRM: 'live as of 1000',
      SEARCH: 'job 0, line 0, pinned, there; live as of 1000; 0 jobs',
    },
  },
  'picture that is still counted': {
    every: 'live as of 1000',
    but: { DETAIL_PANEL: '+read; live as of 1000', SEARCH: '+read; live as of 1000' },
  },
  changed: { every: 'overtaken' },
  'read-progress': { every: '-' },
  problem: { every: 'stale as of 0; feed of 21' },
  'focus, gone': { every: '+keep; focus false, left' },
  'focus, back': { every: 'focus true' },
  wheel: {
    every: '+keep',
    but: {
      JOB_LIST: 'job 6, line 6, +keep',
      DETAIL_PANEL: 'detail 5 at 7, +read, +keep',
      LOG_VIEWER: 'log stands at 53, +keep',
      MONITORING_PANEL: 'monitor 5m of rows at sinks 3, +keep',
      ACTIVITY_PANEL: 'row 4 "16" from 0, +read, +keep',
      CAUSES_PANEL: 'row 5 "cause 5" from 1, +read, +keep',
      WORKERS_PANEL: 'row 5 "vm:5" from 1, +read, +keep',
      PARSERS_PANEL: 'row 5 "parser 5" from 1, +read, +keep',
      DATABASES_PANEL: 'row 5 "queue5" from 1, +read, +keep',
      FILTER_DIALOG: 'draft 2 types 9 statuses "" at row 1, +keep',
      SORT_DIALOG: 'to sort by duration, +keep',
      COLUMNS_DIALOG: 'column 2 of worker,rows,retries,duration, +keep',
      HELP: 'help 4 at 13, +keep',
    },
  },
  'click on a job of the list': { every: '+keep', but: { JOB_LIST: 'job 3, line 0, +keep' } },
  'question-seen': { every: '-' },
  room: { every: 'room for 9', but: { DETAIL_PANEL: '+read; room for 9' } },
  'writability, able': { every: '+read; able' },
  'writability, unable': { every: 'unable' },
  'written, done': {
    every: 'done: Job 4 is queued again., +read; feed of 21',
    but: { JOB_LIST: 'marked none, done: Job 4 is queued again., +read; feed of 21' },
  },
  'written, not': { every: 'failed: No. Wait., +read' },
  acts: { every: 'feed of 21' },
  notice: { every: 'done: copied' },
  log: {
    every: '-',
    but: { LOG_VIEWER: 'log 40 lines', LOG_FILTER: 'log 40 lines', LOG_SEARCH: 'log 40 lines' },
  },
  'log, its end': { every: '-', but: { DETAIL_PANEL: 'end of log 5' } },
  'log-found': { every: '-' },
  'log-counted': { every: '-' },
};

const everyMode = Object.keys(modes) as Mode[];

/** The compiler asks for a kind of event that is new. */
const kinds: { readonly [T in JobsEvent['type']]: true } = {
  ...{
    ...{ key: true, picture: true, changed: true, 'read-progress': true, problem: true, focus: true },
    ...{ 'question-seen': true, room: true, wheel: true, click: true, acts: true },
  },
  ...{ writability: true, written: true, notice: true, log: true, 'log-found': true, 'log-counted': true },
};

describe('the table of events', () => {
  it('has a row for every kind of event but keys', () => {
    expect(Object.keys(eventTable).sort()).toEqual(Object.keys(events).sort());
    const shown = new Set(Object.values(events).map(({ type }) => type));
    expect([...shown, 'key'].sort()).toEqual(Object.keys(kinds).sort());
  });

  it.each(Object.entries(eventTable))(
    '%s: the event has the same outcome in every mode, but for those named',
    (name, { every, but = {} }) => {
      const event = events[name];
      if (event === undefined) throw new Error(`no event ${name}`);
      const outcomes = Object.fromEntries(everyMode.map((mode) => [mode, eventOutcome(mode, event)]));
      expect(outcomes).toEqual(Object.fromEntries(everyMode.map((mode) => [mode, but[mode] ?? every])));
    },
  );
});
