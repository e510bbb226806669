import { byAnother, change, changes, database, fill, type Scenario } from './scenario.js';
import type { Session } from './session.js';

async function opened(session: Session, mode: string, rows = 8, more = ''): Promise<void> {
  await session.open();
  await session.exec(database(mode, rows, more));
}

const small = (mode: string, more = '', name = mode.toLowerCase()): Scenario => ({
  name: `rollback-${name}`,
  run: async (session) => {
    await opened(session, mode);
    await session.exec(`${more} SELECT 1`);
    await session.exec(change(1, 'id = 1'));
    await session.begin();
    await changes(session, 2, 'id IN (1, 8)', 'id = 8');
    await session.exec(fill(9, 11));
    await session.exec(change(2, 'id = 8'));
    await session.exec('DELETE FROM t WHERE id > 5');
    await session.close();
  },
});

const toggling = (mode: string, more = '', name = mode.toLowerCase()): Scenario => ({
  name: `rollback-toggling-${name}`,
  run: async (session) => {
    await opened(session, mode);
    await session.exec(`${more} SELECT 1`);
    await session.begin();
    for (const turn of [1, 0, 1, 0]) await session.exec(change(turn, 'id IN (1, 8)'));
    await session.close();
  },
});

const spilling = (mode: string): Scenario => ({
  name: `rollback-spilling-${mode.toLowerCase()}`,
  run: async (session) => {
    await opened(session, mode, 16);
    await session.exec('PRAGMA cache_size=4; PRAGMA cache_spill=4');
    await session.begin();
    await session.exec('BEGIN');
    await session.exec(change(1, 'id % 2 = 0'));
    await session.exec('ROLLBACK');
    await session.exec('BEGIN');
    await session.exec(change(3, 'id < 9'));
    await session.exec('SAVEPOINT s');
    await session.exec(change(4, 'id % 4 = 1'));
    await session.exec('ROLLBACK TO s');
    await session.exec(fill(17, 20));
    await session.exec('COMMIT');
    await session.exec(change(6, 'id = 1'));
  },
});

const killed = (mode: string): Scenario => ({
  name: `rollback-killed-${mode.toLowerCase()}`,
  run: async (session) => {
    await opened(session, mode);
    await session.exec(change(1, 'id = 1'));
    await session.begin();
    await session.exec(change(2, 'id IN (1, 8)'));
    await session.exec(fill(9, 11));
    await session.exec('DELETE FROM t WHERE id > 5');
  },
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
  {
    name: 'rollback-shrinking',
    run: async (session) => {
      await opened(session, 'DELETE', 12, 'PRAGMA auto_vacuum=FULL;');
      await session.begin();
      await session.exec('DELETE FROM t WHERE id > 6');
      await session.exec(fill(7, 12));
      await session.exec('DELETE FROM t WHERE id < 7');
    },
  },
  {
    name: 'rollback-vacuum',
    run: async (session) => {
      await opened(session, 'DELETE', 12);
      await session.begin();
      await session.exec('DELETE FROM t WHERE id BETWEEN 3 AND 9');
      await session.exec('VACUUM');
      await session.exec(fill(3, 6));
    },
  },
  {
    name: 'rollback-two-connections',
    run: async (session) => {
      await opened(session, 'DELETE');
      await session.open('ba');
      await session.begin();
      await session.exec(change(1, 'id IN (1, 8)'));
      await session.exec(change(2, 'id = 8'), 'ba');
      await session.exec('PRAGMA journal_mode=PERSIST; SELECT 1', 'ba');
      await session.exec(change(3, 'id IN (1, 8)'));
      await session.exec(change(2, 'id = 8'), 'ba');
      await session.exec(change(3, 'id = 8'));
    },
  },
  {
    name: 'rollback-several-databases',
    run: async (session) => {
      await session.open('a', 'other');
      await session.exec(database('DELETE'));
      await session.close();
      await opened(session, 'DELETE');
      await session.exec("ATTACH 'other' AS o");
      await session.begin();
      for (const turn of [1, 2]) {
        await session.exec('BEGIN');
        await session.exec(change(turn, 'id IN (1, 8)'));
        await session.exec(change(turn, 'id = 2').replace('UPDATE t', 'UPDATE o.t'));
        await session.exec('COMMIT');
      }
    },
    killEvery: 3,
    recover: byAnother('id = 1'),
  },
];
