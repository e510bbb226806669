import { readFileSync } from 'node:fs';
import { rollbackScenarios } from './rollback-scenarios.js';
import { change, changes, database, fill, type Scenario } from './scenario.js';
import { walScenarios } from './wal-scenarios.js';

const otherScenarios: readonly Scenario[] = [
  {
    name: 'journal-mode-changed',
    run: async (session) => {
      await session.open();
      await session.exec(database('DELETE'));
      await session.begin();
      for (const [turn, mode] of ['WAL', 'PERSIST', 'WAL', 'DELETE', 'MEMORY'].entries()) {
        await session.exec(`PRAGMA journal_mode=${mode}`);
        await session.exec(change(turn + 1, 'id IN (1, 8)'));
      }
      await session.close();
    },
  },
  {
    name: 'page-size-changed',
    run: async (session) => {
      await session.open();
      await session.exec(database('DELETE'));
      await session.begin();
      await session.exec(change(1, 'id = 1'));
      await session.exec('PRAGMA page_size=1024; SELECT 1');
      await session.exec('VACUUM');
      await session.exec(change(2, 'id IN (1, 8)'));
      await session.exec('PRAGMA page_size=512; SELECT 1');
      await session.exec('VACUUM');
      await session.exec('PRAGMA journal_mode=WAL');
      await session.exec(change(3, 'id = 1'));
    },
  },
  ...['DELETE', 'WAL'].map(
    (mode): Scenario => ({
      name: `restored-${mode.toLowerCase()}`,
      run: async (session) => {
        await session.open();
        await session.exec(`${database(mode)} ${change(3, 'id < 5')}`);
        await session.open('b', 'other');
        await session.exec(`${database('DELETE', 11)} ${change(7, 'id % 2 = 0')}`, 'b');
        await session.begin();
        await session.exec(change(1, 'id = 1'));
        await session.backup('b', 'a', 3);
        await session.exec(change(2, 'id = 1'));
      },
    }),
  ),
  ...['DELETE', 'WAL'].map(
    (mode): Scenario => ({
      name: `replaced-${mode.toLowerCase()}`,
      run: async (session) => {
        for (const [file, turn] of [
          ['one', 5],
          ['two', 6],
        ] as const) {
          await session.open('b', file);
          await session.exec(`${database(mode, 9)} ${change(turn, 'id < 7')}`, 'b');
          await session.close('b');
        }
        await session.open();
        await session.exec(database(mode));
        await session.begin();
        for (const [file, turn] of [
          ['one', 1],
          ['two', 2],
        ] as const) {
          await session.exec(change(turn, 'id IN (1, 8)'));
          await session.close();
          await session.replace(file);
          await session.open();
          await session.exec(change(turn + 2, 'id = 1'));
        }
        await session.close();
      },
    }),
  ),
  {
    name: 'larger-pages',
    run: async (session) => {
      await session.open();
      await session.exec(database('WAL').replace('page_size=512', 'page_size=1024'));
      await session.begin();
      await session.exec(fill(9, 14));
      await session.exec('PRAGMA wal_checkpoint(PASSIVE)');
      await changes(session, 1, 'id IN (1, 14)', 'id = 1');
    },
  },
];

const file = new URL('../../../../schema/tables/cf_processing_queue.sql', import.meta.url);

/** The statements that make a queue, without comments. */
const queueSchema = readFileSync(file, 'utf8').replaceAll(/--.*$/gm, '');

/** A queue of jobs, for pictures that the whole reader makes. */
const queueScenarios: readonly Scenario[] = ['WAL', 'DELETE'].map((mode) => ({
  name: `queue-${mode.toLowerCase()}`,
  run: async (session) => {
    await session.open();
    await session.exec(`PRAGMA page_size=512; PRAGMA journal_mode=${mode}; ${queueSchema}
      PRAGMA wal_autocheckpoint=6;
      WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<14)
      INSERT INTO cf_processing_queue(plugin_name, status) SELECT 'plugin ' || i, 'QUEUED' FROM n;`);
    await session.begin();
    for (const id of [1, 9]) {
      await session.exec(`UPDATE cf_processing_queue SET status='RUNNING',
        claim_time='2026-01-13 10:00:0${id}' WHERE id IN (${id}, ${id + 1})`);
      await session.exec(`UPDATE cf_processing_queue SET status='FAILED', error_message='it broke ${id}',
        end_time='2026-01-13 10:10:0${id}' WHERE id=${id}`);
      await session.exec(`UPDATE cf_processing_queue SET status='COMPLETED', end_time='2026-01-13 10:20:00'
        WHERE id=${id + 1}; PRAGMA wal_checkpoint(PASSIVE)`);
      await session.exec(
        "INSERT INTO cf_processing_queue(plugin_name, status) VALUES ('one more', 'QUEUED')",
      );
    }
  },
}));

/** All that is recorded. */
export const scenarios: readonly Scenario[] = [
  ...walScenarios,
  ...rollbackScenarios,
  ...otherScenarios,
  ...queueScenarios,
];
