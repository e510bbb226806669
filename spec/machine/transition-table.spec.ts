import { describe, expect, it } from '@jest/globals';
import { transition } from '../../lib/machine/events.js';
import { initialState } from '../../lib/machine/jobs-state-machine.js';
import { bindingFor, keymap } from '../../lib/machine/keymap/keymap.js';
import { modes } from '../../lib/machine/modes.js';
import { listPanels } from '../../lib/machine/state/list-panel.js';
import type { Mode } from '../../lib/machine/state/state.js';
import { roomOf } from '../../lib/view/layout/layout.js';
import { expectSame } from '../support/expect-same.js';
import { outcomeOf } from './outcome.js';
import { busy, makePicture } from './queue-in-memory.js';
import { everyKey, helpedModes, stateIn, viewMetrics } from './transition-scene.js';

/** The row for whatever is typed. In outcomes it stands for the character, or for the key. */
const typed = '…';

/**
 * Every mode, and its keys: what they change and ask for, in the words of outcome.ts; `-` for nothing. Keys without a
 * row follow the rules of `outcomeIn`.
 */
const table: Readonly<Record<Mode, Readonly<Record<string, string>>>> = {
  JOB_LIST: {
    u: 'nothing: …: nothing to undo',
    '*': 'marked all, +read',
    '.': 'nothing: …: nothing is new',
    '/': 'SEARCH, search ""',
    '0': 'marked none, to 0, +read, +remember',
    '1 2 3 4 5': 'marked none, to 0, filter 2 types 1 statuses "" but cleared, +read, +remember',
    A: 'CONFIRM, retry-all 1? no',
    Backspace: 'marked none, to 0, filter all types 5 statuses "" but cleared, +read, +remember',
    'Ctrl-d': 'job 7',
    'Ctrl-u': 'job 3',
    'j Down': 'job 6, line 6',
    'G End': 'job 19, line 10',
    Enter: 'DETAIL_PANEL, detail 5 at 0, +read, +read-log',
    Escape: 'marked none',
    'g Home': 'job 0, line 0, pinned',
    P: 'pipeline, +read, +remember',
    PageDown: 'job 9',
    PageUp: 'job 1',
    R: 'writing retry, working: Retrying job 4, +write',
    S: 'nothing: …: none of the marked jobs is a running backtest',
    Space: 'job 6, line 6, marked 4 5',
    '[ k Up': 'job 4, line 0',
    X: 'filter 2 types all statuses "", working: Showing hidden jobs, +read, +remember',
    W: 'nothing: …: job 4 has failed',
    Y: 'COPY_VIEW',
    ']': 'nothing: …: no group further down',
    c: 'nothing: …: none of the marked jobs is queued or running',
    f: 'FILTER_DIALOG, draft 2 types 9 statuses "" at row 0',
    l: 'LOG_VIEWER, log follows at unknown, +read-log',
    o: 'nothing: …: job 5 has no output folder yet',
    q: '+quit',
    C: 'COLUMNS_DIALOG, column 0 of worker,rows,retries,duration, +read',
    s: 'SORT_DIALOG, to sort by time',
    v: 'VIEWS_DIALOG, view 0',
    x: 'marked none, clearing, working: Hiding completed jobs, +read',
    y: 'working: Copying the output path, +copy',
    z: 'compact, +read, +remember',
    '| J K': 'nothing: …: the screen has fewer than 160 columns',
  },
  DETAIL_PANEL: {
    u: 'nothing: …: nothing to undo',
    'Space Ctrl-d PageDown': 'detail 5 at 16, +read',
    'g Home Ctrl-u PageUp': 'detail 5 at 0, +read',
    'j Down': 'job 6, line 6, detail 6 at 0, +read, +read-log',
    'G End': 'detail 5 at 48, +read',
    'q Enter Escape': 'JOB_LIST, +read',
    R: 'nothing: …: job 5 is running',
    S: 'DETAIL_PANEL>CONFIRM, stop 1? no',
    'k Up': 'job 4, line 0, detail 4 at 0, +read, +read-log',
    W: "done: You'll be told when job 5 ends, +read",
    Y: 'DETAIL_PANEL>COPY_VIEW',
    c: 'DETAIL_PANEL>CONFIRM, cancel 1? no',
    l: 'DETAIL_PANEL>LOG_VIEWER, log follows at unknown, +read-log',
    o: 'nothing: …: job 5 has no output folder yet',
    y: 'working: Copying the output path, +copy',
  },
  LOG_VIEWER: {
    '&': 'LOG_VIEWER>LOG_FILTER, log searched for "5" filtered by ""',
    '/ ?': 'LOG_VIEWER>LOG_SEARCH, log searched for ""',
    'Ctrl-d': 'log stands at 55',
    'Ctrl-u': 'log stands at 45',
    'j Down Enter': 'log stands at 51',
    'F G End': 'log follows at 90',
    'q Escape': 'JOB_LIST, log searched for "", no log, +stop-log-search',
    'g Home': '+read-log',
    'N n': '+search-log',
    'Space PageDown': 'log stands at 60',
    'b PageUp': 'log stands at 40',
    'l Right': 'log stands at 50 from column 10',
    'k Up': 'log stands at 49',
    e: 'working: Opening the log, +edit-log',
    s: 'working: Saving the log, +save-log',
    t: 'log without times searched for "5"',
    w: 'log wrapped searched for "5"',
  },
  FILTER_DIALOG: {
    '/ i Shift-Tab': 'draft 2 types 9 statuses "" at row 14 typing',
    'j Down': 'draft 2 types 9 statuses "" at row 1',
    Enter: 'JOB_LIST, to 0, no draft, +read, +remember',
    'q Escape': 'JOB_LIST, no draft',
    'l Tab Right': 'draft 2 types 9 statuses "" at row 5',
    Space: 'draft 3 types 9 statuses "" at row 0',
    a: 'draft 5 types 9 statuses "" at row 0',
    n: 'draft 0 types 9 statuses "" at row 0',
    o: 'draft 1 types 9 statuses "" at row 0',
  },
  VIEWS_DIALOG: {
    '1': 'JOB_LIST, pinned, no menu, to 0, filter all types 1 statuses "" but cleared, +read, +remember',
    '2 Enter Space':
      'JOB_LIST, line 10, pinned, compact, no menu, to 0, sorted by end, filter 1 types all statuses "fix" but cleared, +read, +remember',
    '3 4 5 6 7 8 9': 'nothing: …: there is no such view',
    'q v Escape': 'JOB_LIST, no menu',
    'k Up Shift-Tab': 'view 0',
  },
  COLUMNS_DIALOG: {
    'j Tab Down': 'column 2 of worker,rows,retries,duration',
    'k Up Shift-Tab': 'column 0 of worker,rows,retries,duration',
    Enter: 'JOB_LIST, compact, no columns draft, +read, +remember',
    'q C Escape': 'JOB_LIST, no columns draft',
    Space: 'column 1 of worker,retries,duration',
    J: 'column 2 of worker,retries,rows,duration',
    K: 'column 0 of rows,worker,retries,duration',
    n: 'column 1 of ',
    r: 'column 0 of worker,rows,retries,duration',
  },
  SORT_DIALOG: {
    'j Tab Down': 'to sort by duration',
    Enter: 'JOB_LIST, pinned, to 0, no sort draft, sorted by end, +read, +remember',
    'q s Escape': 'JOB_LIST, no sort draft',
    'k Up Shift-Tab': 'to sort by time',
    't Space': 'to sort by end mixed',
    r: 'to sort by end reversed',
  },
  MONITORING_PANEL: {
    '+ =': 'monitor 15m of rows at sinks 0, +read, +remember',
    '- _': 'monitor 1m of rows at sinks 0, +read, +remember',
    'Space Ctrl-d PageDown': 'monitor 5m of rows at sinks 5',
    'g k Up Home Ctrl-u PageUp': '-',
    'j Down': 'monitor 5m of rows at sinks 1',
    'G End': 'monitor 5m of rows at sinks 25',
    'm q Escape': 'JOB_LIST, +read',
    'Shift-Tab': 'monitor 5m of rows at throughput 0',
    Tab: 'monitor 5m of rows at queue 0',
    b: 'monitor 5m of bytes at sinks 0, +remember',
    p: 'monitor 5m of rows at sinks 0 paused',
    r: 'monitor 5m of rows at sinks 0 reset, done: Statistics reset (in this view only)',
    s: 'monitor 5m of rows at sinks 0 by errors',
  },
  ACTIVITY_PANEL: {
    u: 'nothing: …: nothing to undo',
    '/': 'ACTIVITY_PANEL>PANEL_SEARCH, row 1 "19" from 0 of ""',
    'Space Ctrl-d PageDown': 'row 6 "14" from 2, +read',
    'g k Up Home Ctrl-u PageUp': 'row 0 "20" from 0, +read',
    'j Down': 'row 2 "18" from 0, +read',
    'G End': 'row 19 "1" from 15, +read',
    Enter: 'JOB_LIST, to 5, +read',
    y: 'working: Copying the entry, +copy',
  },
  CAUSES_PANEL: {
    '/': 'CAUSES_PANEL>PANEL_SEARCH, row 2 "cause 2" from 0 of ""',
    'A R': 'CAUSES_PANEL>CONFIRM, retry-all 18? no, +read',
    'Space Ctrl-d PageDown': 'row 7 "cause 7" from 3, +read',
    'g Home Ctrl-u PageUp': 'row 0 "cause 0" from 0, +read',
    'j Down': 'row 3 "cause 3" from 0, +read',
    'G End': 'row 19 "cause 19" from 15, +read',
    Enter: 'JOB_LIST, pinned, to 0, filter 2 types 1 statuses "" cause cause 2 but cleared, +read, +remember',
    'k Up': 'row 1 "cause 1" from 0, +read',
    y: 'working: Copying the cause with its count, +copy',
  },
  WORKERS_PANEL: {
    '+ =': 'workers of 1440m, parsers of 1440m, +read',
    '- _': 'workers of 5m, parsers of 1440m, +read',
    '/': 'WORKERS_PANEL>PANEL_SEARCH, row 2 "vm:2" from 0 of ""',
    'Space Ctrl-d PageDown': 'row 7 "vm:7" from 3, +read',
    'g Home Ctrl-u PageUp': 'row 0 "vm:0" from 0, +read',
    'j Down': 'row 3 "vm:3" from 0, +read',
    'G End': 'row 19 "vm:19" from 15, +read',
    Enter:
      'JOB_LIST, pinned, to 0, filter all types 5 statuses "" worker =vm:2 but cleared, +read, +remember',
    'k Up': 'row 1 "far:1" from 0, +read',
    'R A': 'nothing: …: this worker left no jobs',
    y: 'working: Copying the name of the worker, +copy',
  },
  PARSERS_PANEL: {
    '+ =': 'workers of 60m, parsers of 10080m, +read',
    '- _': 'workers of 60m, parsers of 60m, +read',
    '/': 'PARSERS_PANEL>PANEL_SEARCH, row 2 "parser 2" from 0 of ""',
    'A R': 'PARSERS_PANEL>CONFIRM, retry-all 2? no, +read',
    'Space Ctrl-d PageDown': 'row 7 "parser 7" from 3, +read',
    'g Home Ctrl-u PageUp': 'row 0 "parser 0" from 0, +read',
    'j Down': 'row 3 "parser 3" from 0, +read',
    'G End': 'row 19 "parser 19" from 15, +read',
    Enter: 'JOB_LIST, pinned, to 0, filter 1 types 5 statuses "" parser fix2 but cleared, +read, +remember',
    'k Up': 'row 1 "parser 1" from 0, +read',
    y: 'working: Copying the name of the parser, +copy',
  },
  DATABASES_PANEL: {
    '/': 'DATABASES_PANEL>PANEL_SEARCH, row 2 "queue2" from 0 of ""',
    'Space Ctrl-d PageDown': 'row 7 "queue7" from 3, +read',
    'g Home Ctrl-u PageUp': 'row 0 "queue0" from 0, +read',
    'j Down': 'row 3 "queue3" from 0, +read',
    'G End': 'row 19 "queue19" from 15, +read',
    Enter:
      'JOB_LIST, pinned, to 0, filter 2 types all statuses "" database queue2 but cleared, +read, +remember',
    'k Up': 'row 1 "archive1" from 0, +read',
    y: 'working: Copying the path of the database, +copy',
  },
  PANEL_SEARCH: {
    '…': 'row 1 "cause 1" from 0 of "1…"',
    ...Object.fromEntries(
      [...'023456789'].map((digit) => [
        digit,
        `row 1${digit} "cause 1${digit}" from ${6 + Number(digit)} of "1${digit}"`,
      ]),
    ),
    'Ctrl-h Ctrl-u Ctrl-w Backspace': 'row 1 "cause 1" from 0 of ""',
    'Ctrl-c Escape': 'CAUSES_PANEL, row 1 "cause 1" from 0, +read',
    Enter: 'CAUSES_PANEL, +read',
  },
  COPY_VIEW: {
    'Y q Enter Escape': 'JOB_LIST',
    s: 'working: Saving the output path, +save-text',
    y: 'working: Copying the output path, +copy',
  },
  CONFIRM: {
    'j l Tab Down Right': 'cancel 1? yes',
    'n q Enter Space Escape': 'JOB_LIST, no question, +read',
    y: 'JOB_LIST, no question, writing cancel, working: Cancelling job 5, +write, +read',
  },
  SEARCH: {
    '…': 'search "jo…", to a match of "jo…" forward, +read',
    'Ctrl-h Backspace': 'search "j", to a match of "j" forward, +read',
    'Ctrl-c Escape': 'JOB_LIST, no search, there',
    'Ctrl-u Ctrl-w': 'search "", to 5, +read',
    Enter: 'JOB_LIST',
  },
  LOG_FILTER: {
    '…': 'log searched for "5" filtered by "9…"',
    'Ctrl-h Ctrl-u Ctrl-w Backspace': 'log searched for "5" filtered by ""',
    'Ctrl-c Escape': 'LOG_VIEWER, log searched for "5"',
    Enter: 'LOG_VIEWER, log searched for "5", +read-log, +stop-log-search',
  },
  LOG_SEARCH: {
    '…': 'log searched for "9…", +search-log',
    'Ctrl-h Ctrl-u Ctrl-w Backspace': 'log searched for "", +stop-log-search',
    'Ctrl-c Escape': 'LOG_VIEWER, log searched for "5", +stop-log-search',
    Enter: 'LOG_VIEWER',
  },
  HELP: {
    '/': 'HELP>HELP_SEARCH, "" in help',
    ':': 'HELP>HELP_SEARCH, "" in help, to be done',
    '? H q F1 Escape': 'JOB_LIST',
    Enter: 'JOB_LIST, to 0, filter all types 5 statuses "" but cleared, +read, +remember',
    'Space Ctrl-d PageDown': 'help 12 at 22',
    'g Home Ctrl-u PageUp': 'help 0 at 0',
    'j Down': 'help 4 at 11',
    'G End': 'help 156 at 167',
    'k Up': 'help 4 at 9',
  },
  HELP_SEARCH: {
    '…': '"j…" not in help',
    o: '"jo" in help',
    Space: '"j " in help',
    'Ctrl-h Ctrl-u Ctrl-w Backspace': '"" in help',
    'Ctrl-c Escape': 'HELP, no search in help',
    Enter: 'HELP',
  },
};

/** What these keys do in every mode that has no row for them. */
const everywhere: Readonly<Record<string, string>> = {
  'Ctrl-c': '+quit',
  'Ctrl-l': '+redraw',
  'Ctrl-z': '+suspend',
};
const overTheList: readonly Mode[] = [...listPanels, 'DETAIL_PANEL', 'MONITORING_PANEL'];
/** The keys that open a panel over the list, from the list and from each other. */
const opening: Readonly<Record<string, Mode>> = {
  ...{ D: 'DATABASES_PANEL', a: 'ACTIVITY_PANEL', e: 'CAUSES_PANEL' },
  ...{ m: 'MONITORING_PANEL', p: 'PARSERS_PANEL', w: 'WORKERS_PANEL' },
};

/** What a key does alike in all modes of a kind. */
function alikeIn(mode: Mode, key: string): string | undefined {
  const [isList, isPanel] = [mode === 'JOB_LIST', listPanels.includes(mode as (typeof listPanels)[number])];
  const path = isList ? 'HELP' : `${mode}>HELP`;
  if (helpedModes.includes(mode) && ['F1', mode === 'LOG_VIEWER' ? 'H' : '?'].includes(key)) return path;
  if (helpedModes.includes(mode) && key === ':') return `${path}>HELP_SEARCH, "" in help, to be done`;
  if ((isList || isPanel || mode === 'HELP') && 'Nn'.includes(key)) return `nothing: ${key}: no search yet`;
  if (!isList && !overTheList.includes(mode)) return undefined;
  if (key === 't') return 'done: Rows show times in UTC, +remember';
  if (key === 'B') return 'done: The bell is muted';
  if (isPanel && (opening[key] === mode || key === 'q' || key === 'Escape')) return 'JOB_LIST, first row';
  const from = mode === 'DETAIL_PANEL' ? 'DETAIL_PANEL>' : '';
  return opening[key] && `${from}${opening[key]}${isPanel ? ', first row' : ''}, +read`;
}

/** The row of each key in a mode. */
function rowsOf(mode: Mode): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(table[mode]).flatMap(([keys, outcome]) => keys.split(' ').map((key) => [key, outcome])),
  );
}

/**
 * What a key does in a mode: what its row says; else what it does in all modes of the kind; else it is typed, if the
 * mode has a row for that; else it does the same as everywhere; else, in a panel over the list, it is refused if the list has a row for it; else, unless it is a key of
 * the mode or something is typed, it is refused as no key.
 */
function outcomeIn(mode: Mode, key: string): string {
  const isTyped = typed in rowsOf(mode);
  const help = mode === 'LOG_VIEWER' ? ' (H shows the keys)' : mode === 'HELP' ? '' : ' (? shows the keys)';
  const rows = rowsOf(mode);
  const character = key === 'Space' ? ' ' : key.length === 1 ? key : null;
  const row = rows[key]?.replaceAll(typed, key) ?? alikeIn(mode, key);
  const asText = character === null ? undefined : rows[typed]?.replaceAll(typed, character);
  const refused =
    overTheList.includes(mode) && (key in rowsOf('JOB_LIST') || alikeIn('JOB_LIST', key))
      ? `nothing: ${key}: works in the job list, not here`
      : isTyped || bindingFor(mode, key) !== undefined
        ? '-'
        : `nothing: ${key}: no key here${help}`;
  return row ?? asText ?? everywhere[key] ?? refused;
}

/** Every key that some row names. */
const namedKeys: readonly string[] = (Object.keys(table) as Mode[])
  .flatMap((mode) => Object.keys(rowsOf(mode)))
  .filter((key) => key !== typed);

const everyMode = Object.keys(modes) as Mode[];

/** Names of keys longer than one sign, as the terminal layer sends them. */
const keyName =
  /^(?:[!-~]|(?:Ctrl|Alt)-[a-z]|Up|Down|Left|Right|PageUp|PageDown|Home|End|Enter|Escape|Backspace|Space|Tab|Shift-Tab|F[1-9])$/;

describe('the keymap', () => {
  it.each(everyMode)('gives each key one meaning in %s', (mode) => {
    const keys = keymap.filter((binding) => binding.modes.includes(mode)).flatMap((binding) => binding.keys);
    expect(keys.length).toBeGreaterThan(0);
    expect([...new Set(keys)]).toEqual(keys);
  });

  it('uses only key names that the terminal layer sends', () => {
    for (const key of keymap.flatMap((binding) => binding.keys)) expect(key).toMatch(keyName);
  });

  it('has a label in ASCII and a description for every binding', () => {
    for (const binding of keymap) {
      expect(binding.asciiLabel ?? binding.label).toMatch(/^[ -~]+$/);
      expect(binding.description).toMatch(/\w/);
    }
  });
});

const acts: readonly string[] = ['write', 'copy', 'open-folder', 'save-log', 'save-text'];

describe('the table of keys', () => {
  it('names only keys of the keymap', () => {
    expect(namedKeys.filter((key) => !everyKey.includes(key))).toEqual([]);
  });

  it.each(everyMode)('%s: each key does what its row says, or the rule for keys without one', (mode) => {
    const state = stateIn(mode);
    const outcomes = everyKey.map((key) => [
      key,
      outcomeOf(state, transition(state, { type: 'key', key }, viewMetrics)),
    ]);
    expect(Object.fromEntries(outcomes)).toEqual(
      Object.fromEntries(everyKey.map((key) => [key, outcomeIn(mode, key)])),
    );
  });

  it.each(everyMode)('%s: no key selects or writes anything before a job was read', (mode) => {
    const { room } = stateIn(mode);
    const connections = [
      { kind: 'loading' } as const,
      { kind: 'down', problem: busy, since: 1 } as const,
      { kind: 'live', picture: makePicture([]) } as const,
    ];
    const did = everyKey.flatMap((key) =>
      connections.map((connection) => {
        const state = { ...initialState(), room, mode, connection };
        const { state: next, commands } = transition(state, { type: 'key', key }, viewMetrics);
        const acted = commands.map(({ type }) => type).filter((type) => acts.includes(type));
        return { key, kind: connection.kind, selection: next.selection, writing: next.writing, acted };
      }),
    );
    expect(did).toEqual(
      did.map(({ key, kind }) => ({ key, kind, selection: { id: null, index: 0 }, writing: [], acted: [] })),
    );
  });

  const unseen: Readonly<Record<string, string>> = {
    q: '+quit',
    'Ctrl-c': '+quit',
    'Ctrl-l': '+redraw',
    'Ctrl-z': '+suspend',
  };
  it.each(everyMode)('%s: no key acts on what a small screen does not show', (mode) => {
    const before = { ...stateIn(mode), mode };
    const state = { ...before, room: { ...before.room, tooSmall: true } };
    const pressed = everyKey.map((key) => ({
      key,
      after: transition(state, { type: 'key', key }, viewMetrics),
    }));
    expect(pressed.map(({ key, after }) => [key, outcomeOf(state, after)])).toEqual(
      everyKey.map((key) => [key, unseen[key] ?? '-']),
    );
    for (const { key, after } of pressed) if (!(key in unseen)) expectSame(after, { state, commands: [] });
  });

  it.each(everyMode)('%s: a question that a small screen hides stays unanswered', (mode) => {
    const before = { ...stateIn(mode), mode };
    const small = roomOf({ columns: 40, rows: 10 });
    const { state: hidden, commands } = transition(before, { type: 'room', room: small }, viewMetrics);
    expect(hidden.mode).toBe(mode === 'CONFIRM' ? 'JOB_LIST' : mode);
    expect(hidden.question).toBeNull();
    expect(commands.map(({ type }) => type)).not.toContain('write');
    const { state: shown } = transition(hidden, { type: 'room', room: before.room }, viewMetrics);
    expect({ ...shown, viewport: before.viewport }).toMatchObject(
      mode === 'CONFIRM' ? { mode: 'JOB_LIST', question: null } : { mode, below: before.below },
    );
    expect(shown.room.tooSmall).toBeUndefined();
  });
});
