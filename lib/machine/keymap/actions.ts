import { copyOf } from '../state/job-window.js';
import type { JobsState } from '../state/state.js';
import { type Binding, binder, type HintWords } from './binding.js';
import {
  noJobs,
  nothingToCancel,
  nothingToCopy,
  nothingToOpen,
  nothingToRetry,
  nothingToRetryAll,
  nothingToStop,
  nothingToUndo,
  nothingToWaitFor,
  onTheWay,
  stillListing,
} from './reasons.js';

/** `[y] Copy the output path`. */
function copyHint(state: JobsState): HintWords {
  const what = copyOf(state)?.what;
  return { text: what === undefined ? 'Copy' : `Copy the ${what}`, brief: 'Copy' };
}

const bind = binder('Actions', ['JOB_LIST', 'DETAIL_PANEL']);

/** What an operator does with jobs (behaviour 7.1). */
export const actionKeys: readonly Binding[] = [
  bind(
    'R',
    'Retry the job, or the marked jobs (may ask)',
    { type: 'retry' },
    {
      hint: { text: 'Retry', rank: 3 },
      markedHint: { text: 'Retry', rank: 1, counts: 'retry' },
      unavailable: nothingToRetry,
      refused: onTheWay,
    },
  ),
  bind(
    'A',
    'Retry all failed jobs in the list (asks first)',
    { type: 'retry-all' },
    { modes: ['JOB_LIST'], unavailable: nothingToRetryAll, refused: stillListing },
  ),
  bind(
    'c',
    'Cancel the job, or the marked jobs (asks first)',
    { type: 'cancel' },
    {
      hint: { text: 'Cancel', rank: 3 },
      markedHint: { text: 'Cancel', rank: 2, counts: 'cancel' },
      unavailable: nothingToCancel,
      refused: onTheWay,
    },
  ),
  bind(
    'S',
    'Stop a backtest, or all marked (asks first)',
    { type: 'stop' },
    {
      hint: { text: 'Stop' },
      markedHint: { text: 'Stop', rank: 2, counts: 'stop' },
      unavailable: nothingToStop,
      refused: onTheWay,
    },
  ),
  bind(
    'u',
    'Undo your last retry, cancel or stop',
    { type: 'undo' },
    {
      modes: ['JOB_LIST', 'DETAIL_PANEL', 'ACTIVITY_PANEL'],
      hint: ({ lastAct, notice }) =>
        lastAct?.written && notice?.tone === 'done' ? { text: 'Undo', rank: 2 } : null,
      unavailable: nothingToUndo,
    },
  ),
  bind(
    'l',
    'View the log',
    { type: 'open', mode: 'LOG_VIEWER' },
    { hint: { text: 'Logs', rank: 6 }, unavailable: noJobs },
  ),
  bind(
    'W',
    'Tell me when this job (or all marked) ends',
    { type: 'wait' },
    { unavailable: nothingToWaitFor, refused: stillListing },
  ),
  bind(
    'y',
    'Copy the output path, else the source path or the error',
    { type: 'copy' },
    { hint: copyHint, unavailable: nothingToCopy },
  ),
  bind(
    'Y',
    'Show the full path for mouse selection',
    { type: 'open', mode: 'COPY_VIEW' },
    { unavailable: nothingToCopy },
  ),
  bind(
    'o',
    'Open the output or scanned folder',
    { type: 'open-folder' },
    { hint: { text: 'Open the folder', brief: 'Open' }, unavailable: nothingToOpen },
  ),
];
