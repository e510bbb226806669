import type { Mode } from '../../lib/machine/state/state.js';

/** What an event leads to: in every mode, but for some. In the words of `eventOutcome`; `-` for nothing. */
export interface EventRow {
  readonly every: string;
  readonly but?: { readonly [M in Mode]?: string };
}

/** Every event but keys, whose table is transition-table.ts; by the names of event-scene.ts. */
export const eventTable: Readonly<Record<string, EventRow>> = {
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
      FILTER_DIALOG: 'draft 2 types 8 statuses "" at row 1, +keep',
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
