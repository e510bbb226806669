import { transition } from '../../../lib/machine/events.js';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import { opened } from '../../../lib/machine/state/log-viewer.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import type { ViewMetrics } from '../../../lib/machine/transition.js';
import type { LogReading, LogRequest } from '../../../lib/model/log.js';
import { type logEvent, numberedLog } from '../log-in-memory.js';
import { makeJob } from '../queue-in-memory.js';

/** What comes of a key: the mode, what the viewer shows, and the commands. */
export interface LogOutcome {
  readonly mode: string;
  /** Index of the line at the top; null where the viewer is closed. */
  readonly line: number | null;
  readonly left: number;
  readonly following: boolean;
  readonly wrap: boolean;
  readonly timestamps: boolean;
  readonly text: string | null;
  /** What is typed after `&`. */
  readonly filter: string | null;
  readonly commands: readonly string[];
}

/** A log of a hundred lines. */
export const tableLog = numberedLog(100);
const starts = tableLog.lines().map(({ start }) => start);

/** A viewer of ten lines and twenty columns that is stopped at the fiftieth line; `5` was looked for. */
export function viewing(state: JobsState, viewMetrics: ViewMetrics): JobsState {
  const room = { ...state.room, log: { lines: 10, columns: 20 } };
  const begun: JobsState = {
    ...state,
    room,
    mode: 'LOG_VIEWER',
    log: {
      ...opened(makeJob('5'), 20),
      following: false,
      top: { offset: starts[50] ?? 0, row: 0 },
      search: {
        text: '5',
        phase: 'found',
        request: null,
        found: starts[53] ?? 0,
        wrapped: false,
        sign: '/',
        direction: 'forward',
        owed: 0,
        matches: null,
        origin: null,
      },
    },
  };
  const request = logRequestFor(begun) as LogRequest;
  const reading: LogReading = tableLog.read(request);
  return transition(begun, { type: 'log', reading, request } as ReturnType<typeof logEvent>, viewMetrics)
    .state;
}

/** The same while a search is typed. */
export function searchingLog(state: JobsState, viewMetrics: ViewMetrics): JobsState {
  const before = viewing(state, viewMetrics);
  const open = transition(before, { type: 'key', key: '/' }, viewMetrics).state;
  return transition(open, { type: 'key', key: '9' }, viewMetrics).state;
}

/** The same while a filter is typed. */
export function filteringLog(state: JobsState, viewMetrics: ViewMetrics): JobsState {
  const open = transition(viewing(state, viewMetrics), { type: 'key', key: '&' }, viewMetrics).state;
  return transition(open, { type: 'key', key: '9' }, viewMetrics).state;
}

/** What to compare with a row of the table. */
export function logOutcomeOf(state: JobsState, commands: readonly { readonly type: string }[]): LogOutcome {
  const { log, mode } = state;
  return {
    mode,
    line: log === null ? null : starts.indexOf(log.top.offset),
    left: log?.left ?? 0,
    following: log?.following ?? false,
    wrap: log?.wrap ?? false,
    timestamps: log?.timestamps ?? true,
    text: log?.search?.text ?? null,
    filter: log?.filterTyped ?? null,
    commands: commands.map(({ type }) => type),
  };
}

const stays: LogOutcome = {
  mode: 'LOG_VIEWER',
  line: 50,
  left: 0,
  following: false,
  wrap: false,
  timestamps: true,
  text: '5',
  filter: null,
  commands: [],
};
const typing: LogOutcome = { ...stays, mode: 'LOG_SEARCH', text: '9' };
const closed: LogOutcome = {
  ...stays,
  mode: 'JOB_LIST',
  line: null,
  text: null,
  commands: ['stop-log-search'],
};
const typed = (text: string): LogOutcome => ({ ...typing, text, commands: ['search-log'] });

/** Every key that means something in a log viewer: what comes of it. All others do nothing. */
export const logViewerRows: Readonly<Record<string, LogOutcome>> = {
  j: { ...stays, line: 51 },
  Down: { ...stays, line: 51 },
  Enter: { ...stays, line: 51 },
  k: { ...stays, line: 49 },
  Up: { ...stays, line: 49 },
  'Ctrl-d': { ...stays, line: 55 },
  'Ctrl-u': { ...stays, line: 45 },
  PageDown: { ...stays, line: 60 },
  Space: { ...stays, line: 60 },
  PageUp: { ...stays, line: 40 },
  b: { ...stays, line: 40 },
  g: { ...stays, commands: ['read-log'] },
  Home: { ...stays, commands: ['read-log'] },
  G: { ...stays, line: 90, following: true },
  End: { ...stays, line: 90, following: true },
  F: { ...stays, line: 90, following: true },
  Left: stays,
  h: stays,
  Right: { ...stays, left: 10 },
  l: { ...stays, left: 10 },
  '/': { ...stays, mode: 'LOG_SEARCH', text: '' },
  n: { ...stays, commands: ['search-log'] },
  N: { ...stays, commands: ['search-log'] },
  w: { ...stays, wrap: true },
  t: { ...stays, timestamps: false },
  s: { ...stays, commands: ['save-log'] },
  e: { ...stays, commands: ['edit-log'] },
  Escape: closed,
  '?': { ...stays, mode: 'LOG_SEARCH', text: '' },
  '&': { ...stays, mode: 'LOG_FILTER', filter: '' },
  H: { ...stays, mode: 'HELP' },
  F1: { ...stays, mode: 'HELP' },
  q: closed,
  'Ctrl-c': { ...stays, commands: ['quit'] },
  'Ctrl-l': { ...stays, commands: ['redraw'] },
  'Ctrl-z': { ...stays, commands: ['suspend'] },
};

/** The same while a search is typed; of the characters, which all are typed, a few. */
export const logSearchRows: Readonly<Record<string, LogOutcome>> = {
  j: typed('9j'),
  G: typed('9G'),
  q: typed('9q'),
  '?': typed('9?'),
  '/': typed('9/'),
  Space: typed('9 '),
  Backspace: { ...typing, text: '', commands: ['stop-log-search'] },
  'Ctrl-h': { ...typing, text: '', commands: ['stop-log-search'] },
  'Ctrl-w': { ...typing, text: '', commands: ['stop-log-search'] },
  'Ctrl-u': { ...typing, text: '', commands: ['stop-log-search'] },
  Enter: { ...typing, mode: 'LOG_VIEWER' },
  Escape: { ...stays, commands: ['stop-log-search'] },
  'Ctrl-c': { ...stays, commands: ['stop-log-search'] },
  'Ctrl-l': { ...typing, commands: ['redraw'] },
  'Ctrl-z': { ...typing, commands: ['suspend'] },
};

const filtering: LogOutcome = { ...stays, mode: 'LOG_FILTER', filter: '9' };

/** The same while a filter is typed. */
export const logFilterRows: Readonly<Record<string, LogOutcome>> = {
  Space: { ...filtering, filter: '9 ' },
  Backspace: { ...filtering, filter: '' },
  'Ctrl-h': { ...filtering, filter: '' },
  'Ctrl-w': { ...filtering, filter: '' },
  'Ctrl-u': { ...filtering, filter: '' },
  Enter: { ...stays, commands: ['read-log', 'stop-log-search'] },
  Escape: stays,
  'Ctrl-c': stays,
  'Ctrl-l': { ...filtering, commands: ['redraw'] },
  'Ctrl-z': { ...filtering, commands: ['suspend'] },
};

/** What every other key does there: nothing, or it is typed. */
export function otherwise(mode: 'LOG_VIEWER' | 'LOG_SEARCH' | 'LOG_FILTER', key: string): LogOutcome {
  if (mode === 'LOG_VIEWER') return stays;
  if (mode === 'LOG_FILTER') return key.length === 1 ? { ...filtering, filter: `9${key}` } : filtering;
  return key.length === 1 ? typed(`9${key}`) : typing;
}
