import { describe, expect, it } from '@jest/globals';
import { transition } from '../../lib/machine/events.js';
import { modes } from '../../lib/machine/modes.js';
import { initialState } from '../../lib/machine/state/initial-state.js';
import type { Mode } from '../../lib/machine/state/state.js';
import { roomOf } from '../../lib/view/layout.js';
import { outcomeOf } from './outcome.js';
import { panelTable } from './panel-table.js';
import { busy, makePicture } from './queue-in-memory.js';
import { everyKey, stateIn, viewMetrics } from './transition-scene.js';
import { transitionTable } from './transition-table.js';

const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...transitionTable,
  ...panelTable,
};
const rows = Object.entries(table).flatMap(([mode, keys]) =>
  Object.entries(keys).map(([key, outcome]) => ({ mode: mode as Mode, key, outcome })),
);

describe('the transition table', () => {
  it('has a row for every mode and key', () => {
    // Those of the log viewer stand in log-viewer-table.ts, and log-viewer.spec.ts holds the machine to them.
    expect([...Object.keys(table), 'LOG_VIEWER', 'LOG_SEARCH', 'LOG_FILTER'].sort()).toEqual(
      Object.keys(modes).sort(),
    );
    for (const keys of Object.values(table)) expect(Object.keys(keys).sort()).toEqual(everyKey);
  });

  it.each(rows)('$mode: $key', ({ mode, key, outcome }) => {
    const state = stateIn(mode);
    expect(outcomeOf(state, transition(state, { type: 'key', key }, viewMetrics))).toBe(outcome);
  });

  it.each(rows)(
    '$mode: $key, before anything was read, selects nothing and writes nothing',
    ({ mode, key }) => {
      for (const connection of [
        { kind: 'loading' } as const,
        { kind: 'down', problem: busy, since: 1 } as const,
        { kind: 'live', picture: makePicture([]) } as const,
      ]) {
        const { room } = stateIn(mode);
        const state = { ...initialState(), room, mode, connection };
        const { state: next, commands } = transition(state, { type: 'key', key }, viewMetrics);
        expect(next.selection).toEqual({ id: null, index: 0 });
        expect(next.writing).toEqual([]);
        for (const { type } of commands)
          expect(['write', 'copy', 'open-folder', 'save-log', 'save-text']).not.toContain(type);
      }
    },
  );

  const unseen: Readonly<Record<string, string>> = {
    q: '+quit',
    'Ctrl-c': '+quit',
    'Ctrl-l': '+redraw',
    'Ctrl-z': '+suspend',
  };
  const everywhere = (Object.keys(modes) as Mode[]).flatMap((mode) => everyKey.map((key) => ({ mode, key })));
  it.each(everywhere)('$mode: $key acts on nothing that a small screen does not show', ({ mode, key }) => {
    const before = { ...stateIn(mode), mode };
    const state = { ...before, room: { ...before.room, tooSmall: true } };
    const after = transition(state, { type: 'key', key }, viewMetrics);
    expect(outcomeOf(state, after)).toBe(unseen[key] ?? '-');
    if (!(key in unseen)) expect(after).toEqual({ state, commands: [] });
  });

  it.each(Object.keys(modes) as Mode[])(
    '%s: leaves a question unanswered that a small screen hides',
    (mode) => {
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
    },
  );

  it.each(Object.keys(table) as Mode[])('%s: ignores keys that the keymap has not', (mode) => {
    const state = stateIn(mode);
    expect(transition(state, { type: 'key', key: 'F7' }, viewMetrics)).toEqual({ state, commands: [] });
  });
});
