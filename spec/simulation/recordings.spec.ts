import { describe, expect, it } from '@jest/globals';
import { scenarios } from './recorder/scenarios.js';
import { loadRecordings } from './recording.js';

const recordings = loadRecordings();
const names = recordings.map(({ name }) => name);

describe('recordings of writers', () => {
  it('are there of each scenario, and of nothing else', () => {
    expect(names.toSorted()).toEqual(scenarios.map(({ name }) => name).toSorted());
  });

  it('are of everything that a writer can do to a file', () => {
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

  it('go on after a kill behind each step where the scenario says so', () => {
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

  it('have several states, each with content, and let the reader lag only where the scenario does', () => {
    for (const { name, states, lag } of recordings) {
      const known = scenarios.find((scenario) => scenario.name === name);
      expect([name, lag, states.length > 2]).toEqual([name, known?.lag ?? 0, true]);
      expect([name, states.filter(({ pages }) => pages === 0)]).toEqual([name, []]);
    }
  });
});
