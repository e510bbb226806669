import { readFileSync } from 'node:fs';
import { rollbackScenarios } from './rollback-scenarios.js';
import {
  by,
  change,
  changes,
  close,
  type Doing,
  database,
  fill,
  inOrder,
  open,
  plain,
  type Scenario,
} from './scenario.js';
import type { Session } from './session.js';
import { walScenarios } from './wal-scenarios.js';

const otherScenarios: readonly Scenario[] = [
  plain(
    'journal-mode-changed',
    [database('DELETE')],
    [
      ...['WAL', 'PERSIST', 'WAL', 'DELETE', 'MEMORY'].flatMap((mode, turn) => [
        `PRAGMA journal_mode=${mode}`,
        change(turn + 1, 'id IN (1, 8)'),
      ]),
      close(),
    ],
  ),
  plain(
    'page-size-changed',
    [database('DELETE')],
    [
      ...[change(1, 'id = 1'), 'PRAGMA page_size=1024; SELECT 1', 'VACUUM'],
      ...[change(2, 'id IN (1, 8)'), 'PRAGMA page_size=512; SELECT 1', 'VACUUM'],
      ...['PRAGMA journal_mode=WAL', change(3, 'id = 1')],
    ],
  ),
  ...['DELETE', 'WAL'].map((mode) =>
    plain(
      `restored-${mode.toLowerCase()}`,
      [
        ...[`${database(mode)} ${change(3, 'id < 5')}`, open('b', 'other')],
        by('b', `${database('DELETE', 11)} ${change(7, 'id % 2 = 0')}`),
      ],
      [change(1, 'id = 1'), (session) => session.backup('b', 'a', 3), change(2, 'id = 1')],
    ),
  ),
  ...['DELETE', 'WAL'].map((mode): Scenario => {
    const made = (file: string, turn: number): Doing[] => [
      ...[open('b', file), by('b', `${database(mode, 9)} ${change(turn, 'id < 7')}`), close('b')],
    ];
    const replaced = (file: string, turn: number): Doing[] => [
      ...[change(turn, 'id IN (1, 8)'), close(), (session: Session) => session.replace(file), open()],
      change(turn + 2, 'id = 1'),
    ];
    const begin: Doing = (session) => session.begin();
    return {
      name: `replaced-${mode.toLowerCase()}`,
      run: inOrder([
        ...[...made('one', 5), ...made('two', 6), open(), database(mode), begin],
        ...[...replaced('one', 1), ...replaced('two', 2), close()],
      ]),
    };
  }),
  plain(
    'larger-pages',
    [database('WAL').replace('page_size=512', 'page_size=1024')],
    [fill(9, 14), 'PRAGMA wal_checkpoint(PASSIVE)', ...changes(1, 'id IN (1, 14)', 'id = 1')],
  ),
];

const file = new URL('../../../../schema/tables/cf_processing_queue.sql', import.meta.url);

/** The statements that make a queue, without comments. */
const queueSchema = readFileSync(file, 'utf8').replaceAll(/--.*$/gm, '');

/** A queue of jobs, for pictures that the whole reader makes. */
const queueScenarios: readonly Scenario[] = ['WAL', 'DELETE'].map((mode) =>
  plain(
    `queue-${mode.toLowerCase()}`,
    [
      `PRAGMA page_size=512; PRAGMA journal_mode=${mode}; ${queueSchema}
      PRAGMA wal_autocheckpoint=6;
      WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<14)
      INSERT INTO cf_processing_queue(plugin_name, status) SELECT 'plugin ' || i, 'QUEUED' FROM n;`,
    ],
    [1, 9].flatMap((id) => [
      `UPDATE cf_processing_queue SET status='RUNNING',
        claim_time='2026-01-13 10:00:0${id}' WHERE id IN (${id}, ${id + 1})`,
      `UPDATE cf_processing_queue SET status='FAILED', error_message='it broke ${id}',
        end_time='2026-01-13 10:10:0${id}' WHERE id=${id}`,
      `UPDATE cf_processing_queue SET status='COMPLETED', end_time='2026-01-13 10:20:00'
        WHERE id=${id + 1}; PRAGMA wal_checkpoint(PASSIVE)`,
      "INSERT INTO cf_processing_queue(plugin_name, status) VALUES ('one more', 'QUEUED')",
    ]),
  ),
);

/** All that is recorded. */
export const scenarios: readonly Scenario[] = [
  ...walScenarios,
  ...rollbackScenarios,
  ...otherScenarios,
  ...queueScenarios,
];
