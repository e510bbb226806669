import { describe, expect, it } from '@jest/globals';
import { transition } from '../../lib/machine/events.js';
import { modes } from '../../lib/machine/modes.js';
import { initialState } from '../../lib/machine/state/initial-state.js';
import type { Mode } from '../../lib/machine/state/state.js';
import { roomOf } from '../../lib/view/layout.js';
import { expectSame } from '../support/expect-same.js';
import { outcomeOf } from './outcome.js';
import { panelTable } from './panel-table.js';
import { busy, makePicture } from './queue-in-memory.js';
import { everyKey, stateIn, viewMetrics } from './transition-scene.js';
import { transitionTable } from './transition-table.js';

const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...transitionTable,
  ...panelTable,
};
const acts: readonly string[] = ['write', 'copy', 'open-folder', 'save-log', 'save-text'];

describe('the transition table', () => {
  it('has a row for every mode and key', () => {
    // Those of the log viewer stand in log-viewer-table.ts, and log-viewer.spec.ts holds the machine to them.
    expect([...Object.keys(table), 'LOG_VIEWER', 'LOG_SEARCH', 'LOG_FILTER'].sort()).toEqual(
      Object.keys(modes).sort(),
    );
    for (const keys of Object.values(table)) expect(Object.keys(keys).sort()).toEqual(everyKey);
  });

  it.each(Object.keys(table) as Mode[])('%s: each key does what its row says', (mode) => {
    const outcomes = Object.keys(table[mode] ?? {}).map((key) => {
      const state = stateIn(mode);
      return [key, outcomeOf(state, transition(state, { type: 'key', key }, viewMetrics))];
    });
    expect(Object.fromEntries(outcomes)).toEqual(table[mode]);
  });

  it.each(Object.keys(table) as Mode[])(
    '%s: no key selects or writes anything before anything was read',
    (mode) => {
      const { room } = stateIn(mode);
      const connections = [
        { kind: 'loading' } as const,
        { kind: 'down', problem: busy, since: 1 } as const,
        { kind: 'live', picture: makePicture([]) } as const,
      ];
      const did = Object.keys(table[mode] ?? {}).flatMap((key) =>
        connections.map((connection) => {
          const state = { ...initialState(), room, mode, connection };
          const { state: next, commands } = transition(state, { type: 'key', key }, viewMetrics);
          const acted = commands.map(({ type }) => type).filter((type) => acts.includes(type));
          return { key, kind: connection.kind, selection: next.selection, writing: next.writing, acted };
        }),
      );
      expect(did).toEqual(
        did.map(({ key, kind }) => ({
          key,
          kind,
          selection: { id: null, index: 0 },
          writing: [],
          acted: [],
        })),
      );
    },
  );

  const unseen: Readonly<Record<string, string>> = {
    q: '+quit',
    'Ctrl-c': '+quit',
    'Ctrl-l': '+redraw',
    'Ctrl-z': '+suspend',
  };
  it.each(Object.keys(modes) as Mode[])('%s: no key acts on what a small screen does not show', (mode) => {
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
