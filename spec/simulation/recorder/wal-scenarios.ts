import {
  by,
  byAnother,
  change,
  changes,
  close,
  database,
  fill,
  inOrder,
  open,
  plain,
  type Scenario,
} from './scenario.js';

/** A database in WAL mode that has just been opened, with nothing in its log. */
const opened = (rows = 8, more = '') => `${database('WAL', rows, more)} PRAGMA wal_checkpoint(TRUNCATE);`;

const checkpoint = (kind: string): Scenario =>
  plain(
    `wal-checkpoint-${kind.toLowerCase()}`,
    [opened(), change(1, 'id < 4')],
    [
      change(2, 'id IN (1, 8)'),
      `PRAGMA wal_checkpoint(${kind})`,
      ...changes(3, 'id IN (1, 5)', 'id = 8'),
      `PRAGMA wal_checkpoint(${kind})`,
      change(5, 'id = 3'),
    ],
  );

export const walScenarios: readonly Scenario[] = [
  plain(
    'wal-small',
    [opened()],
    [
      ...changes(1, 'id = 1', 'id IN (1, 8)'),
      fill(9, 12),
      change(3, 'id = 5'),
      'DELETE FROM t WHERE id > 3',
      change(4, 'id = 1'),
    ],
  ),
  ...['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'].map(checkpoint),
  plain(
    'wal-spilling',
    [opened(24), 'PRAGMA cache_size=4; PRAGMA cache_spill=4'],
    [
      ...['BEGIN', change(1, 'id % 2 = 0'), 'ROLLBACK'],
      change(2, 'id = 3'),
      ...['BEGIN', change(3, 'id < 9'), 'SAVEPOINT s', change(4, 'id % 2 = 1'), 'ROLLBACK TO s'],
      ...[change(5, 'id = 24'), 'COMMIT'],
      change(6, 'id = 1'),
    ],
  ),
  plain(
    'wal-restarting',
    [opened(), 'PRAGMA wal_autocheckpoint=3'],
    changes(1, 'id = 1', 'id > 4', 'id = 8', 'id = 3', 'id < 5', 'id = 8', 'id = 1'),
  ),
  plain(
    'wal-size-limit',
    [opened(), 'PRAGMA journal_size_limit=1000; PRAGMA wal_autocheckpoint=3'],
    changes(1, 'id > 2', 'id = 8', 'id = 3', 'id < 5', 'id = 1'),
  ),
  plain(
    'wal-vacuum',
    [opened(12)],
    [
      'DELETE FROM t WHERE id BETWEEN 3 AND 9',
      'VACUUM',
      'PRAGMA wal_checkpoint(TRUNCATE)',
      fill(3, 6),
      'PRAGMA wal_checkpoint(RESTART)',
      change(2, 'id = 1'),
    ],
  ),
  plain(
    'wal-shrinking',
    [opened(12, 'PRAGMA auto_vacuum=FULL;')],
    [
      'DELETE FROM t WHERE id > 6',
      'PRAGMA wal_checkpoint(PASSIVE)',
      fill(7, 12),
      'DELETE FROM t WHERE id < 7',
      'PRAGMA wal_checkpoint(TRUNCATE)',
      change(1, 'id = 8'),
    ],
  ),
  plain(
    'wal-closing',
    [opened()],
    [
      ...[change(1, 'id = 1'), close(), open()],
      ...[change(2, 'id IN (1, 8)'), close(), open()],
      change(3, 'id = 8'),
    ],
  ),
  plain(
    'wal-toggling',
    [opened()],
    [1, 0, 1, 0].flatMap((turn) => [change(turn, 'id IN (1, 8)'), 'PRAGMA wal_checkpoint(TRUNCATE)']),
  ),
  plain(
    'wal-two-connections',
    [opened(), open('ba'), by('ba', 'SELECT count(*) FROM t'), change(1, 'id < 4')],
    [
      by('ba', 'BEGIN; SELECT count(*) FROM t'),
      change(2, 'id IN (1, 8)'),
      'PRAGMA wal_checkpoint(PASSIVE)',
      by('ba', 'ROLLBACK'),
      by('ba', change(3, 'id = 8')),
      'PRAGMA wal_checkpoint(RESTART)',
      by('ba', change(4, 'id IN (1, 8)')),
      change(5, 'id = 5'),
      close('ba'),
      change(6, 'id = 1'),
      close(),
    ],
  ),
  plain(
    'wal-exclusive',
    [opened(), close(), open(), 'PRAGMA locking_mode=EXCLUSIVE; PRAGMA wal_autocheckpoint=3'],
    [...changes(1, 'id = 1', 'id > 4', 'id = 8', 'id < 5', 'id = 8'), close()],
  ),
  {
    ...plain(
      'wal-exclusive-after-crash',
      [
        ...[opened(), ...changes(1, 'id = 1', 'id = 8')],
        (session) => session.kill(),
        ...[open(), 'PRAGMA locking_mode=EXCLUSIVE'],
      ],
      [
        ...changes(3, 'id = 1', 'id = 8', 'id = 1'),
        'PRAGMA wal_checkpoint(PASSIVE)',
        change(6, 'id IN (1, 8)'),
        'PRAGMA wal_checkpoint(PASSIVE)',
        change(7, 'id = 8'),
        close(),
      ],
    ),
    // One commit past shared memory that no process updates looks like one that is under way.
    lag: 1,
  },
  plain(
    'wal-padded',
    [`${database('WAL')} PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous=FULL`],
    [...changes(1, 'id = 1', 'id IN (1, 8)'), 'PRAGMA wal_checkpoint(RESTART)', change(3, 'id = 1')],
    'file:db?psow=0',
  ),
  {
    ...plain(
      'wal-killed',
      [opened(), 'PRAGMA wal_autocheckpoint=5'],
      changes(1, 'id IN (1, 8)', 'id IN (1, 5, 8)', 'id IN (1, 3)'),
    ),
    killEvery: 1,
    recover: byAnother('id = 8'),
  },
  {
    ...plain(
      'wal-killed-beside-another',
      [
        ...[opened(), open('ba'), by('ba', 'PRAGMA wal_autocheckpoint=5')],
        ...[by('ba', 'SELECT count(*) FROM t'), 'PRAGMA wal_autocheckpoint=5'],
      ],
      changes(1, 'id IN (1, 8)', 'id IN (1, 5, 8)', 'id IN (1, 3)'),
    ),
    killEvery: 1,
    recover: inOrder([
      ...[by('ba', 'SELECT count(*) FROM t'), by('ba', change(7, 'id = 8'))],
      ...[by('ba', change(8, 'id IN (1, 4)')), close('ba')],
    ]),
  },
];
