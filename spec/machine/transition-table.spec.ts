import { describe, expect, it } from '@jest/globals';
import { transition } from '../../lib/machine/events.js';
import { initialState } from '../../lib/machine/jobs-state-machine.js';
import { keymap } from '../../lib/machine/keymap.js';
import { modes } from '../../lib/machine/modes.js';
import type { JobsState, Mode } from '../../lib/machine/state.js';
import type { Surroundings } from '../../lib/machine/transition.js';
import { busy, heightOf, makeJobs, makePicture } from './queue-in-memory.js';

const surroundings: Surroundings = { heightOf, recordProgress: (log) => log, helpLines: () => 40 };

/** Twenty jobs of three lines on a screen of twelve; the sixth is selected, the second on the screen. */
function stateIn(mode: Mode): JobsState {
  return {
    ...initialState(),
    mode,
    connection: { kind: 'live', picture: makePicture(makeJobs(20)) },
    selection: { id: '5', index: 5 },
    viewport: { lines: 12, selectedLine: 3, pinned: false },
    helpTop: 4,
  };
}

const inHelp = { mode: 'HELP', selected: 5, line: 3, pinned: false, helpTop: 4, commands: [] as string[] };
const inList = { ...inHelp, mode: 'JOB_LIST' };

/** Every mode and every key: what comes of it. */
const table: { [M in Mode]: { [key: string]: typeof inList } } = {
  JOB_LIST: {
    j: { ...inList, selected: 6, line: 6 },
    Down: { ...inList, selected: 6, line: 6 },
    k: { ...inList, selected: 4, line: 0 },
    Up: { ...inList, selected: 4, line: 0 },
    g: { ...inList, selected: 0, line: 0, pinned: true },
    Home: { ...inList, selected: 0, line: 0, pinned: true },
    G: { ...inList, selected: 19, line: 10 },
    End: { ...inList, selected: 19, line: 10 },
    'Ctrl-d': { ...inList, selected: 7, line: 3 },
    'Ctrl-u': { ...inList, selected: 3, line: 3 },
    PageDown: { ...inList, selected: 9, line: 3 },
    PageUp: { ...inList, selected: 1, line: 3 },
    Space: inList,
    '?': { ...inHelp, helpTop: 0 },
    Escape: inList,
    q: { ...inList, commands: ['quit'] },
    'Ctrl-c': { ...inList, commands: ['quit'] },
    'Ctrl-l': { ...inList, commands: ['redraw'] },
    'Ctrl-z': { ...inList, commands: ['suspend'] },
  },
  HELP: {
    j: { ...inHelp, helpTop: 5 },
    Down: { ...inHelp, helpTop: 5 },
    k: { ...inHelp, helpTop: 3 },
    Up: { ...inHelp, helpTop: 3 },
    g: { ...inHelp, helpTop: 0 },
    Home: { ...inHelp, helpTop: 0 },
    G: { ...inHelp, helpTop: 28 },
    End: { ...inHelp, helpTop: 28 },
    'Ctrl-d': { ...inHelp, helpTop: 16 },
    'Ctrl-u': { ...inHelp, helpTop: 0 },
    PageDown: { ...inHelp, helpTop: 16 },
    PageUp: { ...inHelp, helpTop: 0 },
    Space: { ...inHelp, helpTop: 16 },
    '?': inList,
    Escape: inList,
    q: { ...inHelp, commands: ['quit'] },
    'Ctrl-c': { ...inHelp, commands: ['quit'] },
    'Ctrl-l': { ...inHelp, commands: ['redraw'] },
    'Ctrl-z': { ...inHelp, commands: ['suspend'] },
  },
};

const rows = Object.entries(table).flatMap(([mode, keys]) =>
  Object.entries(keys).map(([key, outcome]) => ({ mode: mode as Mode, key, outcome })),
);

function outcomeOf(state: JobsState, key: string) {
  const next = transition(state, { type: 'key', key }, surroundings);
  return {
    mode: next.state.mode,
    selected: next.state.selection.index,
    line: next.state.viewport.selectedLine,
    pinned: next.state.viewport.pinned,
    helpTop: next.state.helpTop,
    commands: next.commands.map((command) => command.type),
  };
}

describe('the transition table', () => {
  it('has a row for every mode and key', () => {
    const keys = [...new Set(keymap.flatMap((binding) => binding.keys))].sort();
    for (const mode of Object.keys(modes) as Mode[]) expect(Object.keys(table[mode]).sort()).toEqual(keys);
  });

  it.each(rows)('$mode: $key', ({ mode, key, outcome }) => {
    expect(outcomeOf(stateIn(mode), key)).toEqual(outcome);
  });

  it.each(rows)('$mode: $key, before anything was read', ({ mode, key, outcome }) => {
    for (const connection of [
      { kind: 'loading' } as const,
      { kind: 'down', problem: busy, since: 1 } as const,
      { kind: 'live', picture: makePicture([]) } as const,
    ]) {
      const fresh = initialState();
      const start = {
        ...fresh,
        mode,
        connection,
        viewport: { ...fresh.viewport, lines: 12 },
        helpTop: 4,
      };
      expect(outcomeOf(start, key)).toEqual({ ...outcome, selected: 0, line: 0, pinned: true });
    }
  });

  it.each(Object.keys(modes) as Mode[])('%s: ignores keys that the keymap has not', (mode) => {
    const state = stateIn(mode);
    expect(transition(state, { type: 'key', key: 'Shift-Tab' }, surroundings)).toEqual({
      state,
      commands: [],
    });
  });
});
