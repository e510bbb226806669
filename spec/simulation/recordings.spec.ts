import { describe, expect, it } from '@jest/globals';
import { scenarios } from './recorder/scenarios.js';
import { loadRecordings } from './recording.js';

const recordings = loadRecordings();
const names = recordings.map(({ name }) => name);

describe('the set of recorded writers', () => {
  it('has one recording for each scenario, and no other', () => {
    expect(names.toSorted()).toEqual(scenarios.map(({ name }) => name).toSorted());
  });

  it('covers spills, checkpoints, VACUUM, kills, restores and every journal mode', () => {
    const doings = [
      ...['wal-small', 'wal-spilling', 'rollback-spilling-delete'],
      ...['passive', 'full', 'restart', 'truncate'].map((kind) => `wal-checkpoint-${kind}`),
      ...['wal-restarting', 'wal-closing', 'wal-exclusive', 'rollback-exclusive'],
      ...['wal-vacuum', 'rollback-vacuum', 'page-size-changed', 'journal-mode-changed'],
      ...['wal-two-connections', 'rollback-two-connections', 'wal-killed', 'wal-killed-beside-another'],
      ...['delete', 'truncate', 'persist'].map((mode) => `rollback-killed-${mode}`),
      ...['restored-wal', 'restored-delete', 'replaced-wal', 'replaced-delete', 'queue-wal', 'queue-delete'],
    ];
    expect(names).toEqual(expect.arrayContaining(doings));
  });

  it('continues after a kill behind each step where the scenario has kills', () => {
    for (const { name, steps, cuts } of recordings) {
      const every = scenarios.find((scenario) => scenario.name === name)?.killEvery ?? steps.length;
      const kills = Array.from(
        { length: Math.ceil(steps.length / every) - 1 },
        (_, turn) => (turn + 1) * every,
      );
      expect([name, cuts.map(({ at }) => at)]).toEqual([name, kills]);
      expect([name, cuts.filter((cut) => cut.steps.length === 0)]).toEqual([name, []]);
    }
  });

  it('holds more than two states with pages each, and allows lag only where the scenario does', () => {
    for (const { name, states, lag } of recordings) {
      const known = scenarios.find((scenario) => scenario.name === name);
      expect([name, lag, states.length > 2]).toEqual([name, known?.lag ?? 0, true]);
      expect([name, states.filter(({ pages }) => pages === 0)]).toEqual([name, []]);
    }
  });
});
