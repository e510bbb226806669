import { describe, expect, it } from '@jest/globals';
import { transition } from '../../lib/machine/events.js';
import { modes } from '../../lib/machine/modes.js';
import { initialState } from '../../lib/machine/state/initial-state.js';
import type { Mode } from '../../lib/machine/state/state.js';
import { roomOf } from '../../lib/view/screen/layout.js';
import { expectSame } from '../support/expect-same.js';
import { outcomeOf } from './outcome.js';
import { busy, makePicture } from './queue-in-memory.js';
import { everyKey, stateIn, viewMetrics } from './transition-scene.js';
import { namedKeys, outcomeIn } from './transition-table.js';

const everyMode = Object.keys(modes) as Mode[];
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
