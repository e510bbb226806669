import {
  by,
  byAnother,
  change,
  changes,
  close,
  database,
  fill,
  open,
  plain,
  type Scenario,
} from './scenario.js';

const small = (mode: string, more = '', name = mode.toLowerCase()): Scenario =>
  plain(
    `rollback-${name}`,
    [database(mode), `${more} SELECT 1`, change(1, 'id = 1')],
    [
      ...changes(2, 'id IN (1, 8)', 'id = 8'),
      fill(9, 11),
      change(2, 'id = 8'),
      'DELETE FROM t WHERE id > 5',
      close(),
    ],
  );

const toggling = (mode: string, more = '', name = mode.toLowerCase()): Scenario =>
  plain(
    `rollback-toggling-${name}`,
    [database(mode), `${more} SELECT 1`],
    [...[1, 0, 1, 0].map((turn) => change(turn, 'id IN (1, 8)')), close()],
  );

const spilling = (mode: string): Scenario =>
  plain(
    `rollback-spilling-${mode.toLowerCase()}`,
    [database(mode, 16), 'PRAGMA cache_size=4; PRAGMA cache_spill=4'],
    [
      ...['BEGIN', change(1, 'id % 2 = 0'), 'ROLLBACK'],
      ...['BEGIN', change(3, 'id < 9'), 'SAVEPOINT s', change(4, 'id % 4 = 1'), 'ROLLBACK TO s'],
      ...[fill(17, 20), 'COMMIT'],
      change(6, 'id = 1'),
    ],
  );

const killed = (mode: string): Scenario => ({
  ...plain(
    `rollback-killed-${mode.toLowerCase()}`,
    [database(mode), change(1, 'id = 1')],
    [change(2, 'id IN (1, 8)'), fill(9, 11), 'DELETE FROM t WHERE id > 5'],
  ),
  killEvery: 1,
  recover: byAnother('id = 1'),
});

export const rollbackScenarios: readonly Scenario[] = [
  ...['DELETE', 'TRUNCATE', 'PERSIST', 'MEMORY', 'OFF'].map((mode) => small(mode)),
  small('DELETE', 'PRAGMA synchronous=OFF;', 'delete-unsynced'),
  small('PERSIST', 'PRAGMA synchronous=OFF;', 'persist-unsynced'),
  small('DELETE', 'PRAGMA locking_mode=EXCLUSIVE;', 'exclusive'),
  toggling('DELETE'),
  toggling('PERSIST'),
  toggling('MEMORY'),
  toggling('OFF'),
  toggling('DELETE', 'PRAGMA locking_mode=EXCLUSIVE;', 'exclusive'),
  toggling('MEMORY', 'PRAGMA locking_mode=EXCLUSIVE;', 'memory-exclusive'),
  spilling('DELETE'),
  spilling('TRUNCATE'),
  spilling('PERSIST'),
  killed('DELETE'),
  killed('TRUNCATE'),
  killed('PERSIST'),
  plain(
    'rollback-shrinking',
    [database('DELETE', 12, 'PRAGMA auto_vacuum=FULL;')],
    ['DELETE FROM t WHERE id > 6', fill(7, 12), 'DELETE FROM t WHERE id < 7'],
  ),
  plain(
    'rollback-vacuum',
    [database('DELETE', 12)],
    ['DELETE FROM t WHERE id BETWEEN 3 AND 9', 'VACUUM', fill(3, 6)],
  ),
  plain(
    'rollback-two-connections',
    [database('DELETE'), open('ba')],
    [
      change(1, 'id IN (1, 8)'),
      by('ba', change(2, 'id = 8')),
      by('ba', 'PRAGMA journal_mode=PERSIST; SELECT 1'),
      change(3, 'id IN (1, 8)'),
      by('ba', change(2, 'id = 8')),
      change(3, 'id = 8'),
    ],
  ),
  {
    ...plain(
      'rollback-several-databases',
      [database('DELETE'), close(), open(), database('DELETE'), "ATTACH 'other' AS o"],
      [1, 2].flatMap((turn) => [
        ...['BEGIN', change(turn, 'id IN (1, 8)')],
        ...[change(turn, 'id = 2').replace('UPDATE t', 'UPDATE o.t'), 'COMMIT'],
      ]),
      'other',
    ),
    killEvery: 3,
    recover: byAnother('id = 1'),
  },
];
