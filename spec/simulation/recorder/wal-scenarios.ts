import { byAnother, change, changes, database, fill, type Scenario } from './scenario.js';
import type { Session } from './session.js';

/** A database in WAL mode that has just been opened, with nothing in its log. */
async function opened(session: Session, rows = 8, more = ''): Promise<void> {
  await session.open();
  await session.exec(`${database('WAL', rows, more)} PRAGMA wal_checkpoint(TRUNCATE);`);
}

const checkpoint = (kind: string): Scenario => ({
  name: `wal-checkpoint-${kind.toLowerCase()}`,
  run: async (session) => {
    await opened(session);
    await session.exec(change(1, 'id < 4'));
    await session.begin();
    await session.exec(change(2, 'id IN (1, 8)'));
    await session.exec(`PRAGMA wal_checkpoint(${kind})`);
    await changes(session, 3, 'id IN (1, 5)', 'id = 8');
    await session.exec(`PRAGMA wal_checkpoint(${kind})`);
    await session.exec(change(5, 'id = 3'));
  },
});

export const walScenarios: readonly Scenario[] = [
  {
    name: 'wal-small',
    run: async (session) => {
      await opened(session);
      await session.begin();
      await changes(session, 1, 'id = 1', 'id IN (1, 8)');
      await session.exec(fill(9, 12));
      await session.exec(change(3, 'id = 5'));
      await session.exec('DELETE FROM t WHERE id > 3');
      await session.exec(change(4, 'id = 1'));
    },
  },
  ...['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'].map(checkpoint),
  {
    name: 'wal-spilling',
    run: async (session) => {
      await opened(session, 24);
      await session.exec('PRAGMA cache_size=4; PRAGMA cache_spill=4');
      await session.begin();
      await session.exec('BEGIN');
      await session.exec(change(1, 'id % 2 = 0'));
      await session.exec('ROLLBACK');
      await session.exec(change(2, 'id = 3'));
      await session.exec('BEGIN');
      await session.exec(change(3, 'id < 9'));
      await session.exec('SAVEPOINT s');
      await session.exec(change(4, 'id % 2 = 1'));
      await session.exec('ROLLBACK TO s');
      await session.exec(change(5, 'id = 24'));
      await session.exec('COMMIT');
      await session.exec(change(6, 'id = 1'));
    },
  },
  {
    name: 'wal-restarting',
    run: async (session) => {
      await opened(session);
      await session.exec('PRAGMA wal_autocheckpoint=3');
      await session.begin();
      await changes(session, 1, 'id = 1', 'id > 4', 'id = 8', 'id = 3', 'id < 5', 'id = 8', 'id = 1');
    },
  },
  {
    name: 'wal-size-limit',
    run: async (session) => {
      await opened(session);
      await session.exec('PRAGMA journal_size_limit=1000; PRAGMA wal_autocheckpoint=3');
      await session.begin();
      await changes(session, 1, 'id > 2', 'id = 8', 'id = 3', 'id < 5', 'id = 1');
    },
  },
  {
    name: 'wal-vacuum',
    run: async (session) => {
      await opened(session, 12);
      await session.begin();
      await session.exec('DELETE FROM t WHERE id BETWEEN 3 AND 9');
      await session.exec('VACUUM');
      await session.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await session.exec(fill(3, 6));
      await session.exec('PRAGMA wal_checkpoint(RESTART)');
      await session.exec(change(2, 'id = 1'));
    },
  },
  {
    name: 'wal-shrinking',
    run: async (session) => {
      await opened(session, 12, 'PRAGMA auto_vacuum=FULL;');
      await session.begin();
      await session.exec('DELETE FROM t WHERE id > 6');
      await session.exec('PRAGMA wal_checkpoint(PASSIVE)');
      await session.exec(fill(7, 12));
      await session.exec('DELETE FROM t WHERE id < 7');
      await session.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await session.exec(change(1, 'id = 8'));
    },
  },
  {
    name: 'wal-closing',
    run: async (session) => {
      await opened(session);
      await session.begin();
      await session.exec(change(1, 'id = 1'));
      await session.close();
      await session.open();
      await session.exec(change(2, 'id IN (1, 8)'));
      await session.close();
      await session.open();
      await session.exec(change(3, 'id = 8'));
    },
  },
  {
    name: 'wal-toggling',
    run: async (session) => {
      await opened(session);
      await session.begin();
      for (const turn of [1, 0, 1, 0]) {
        await session.exec(change(turn, 'id IN (1, 8)'));
        await session.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      }
    },
  },
  {
    name: 'wal-two-connections',
    run: async (session) => {
      await opened(session);
      await session.open('ba');
      await session.exec('SELECT count(*) FROM t', 'ba');
      await session.exec(change(1, 'id < 4'));
      await session.begin();
      await session.exec('BEGIN; SELECT count(*) FROM t', 'ba');
      await session.exec(change(2, 'id IN (1, 8)'));
      await session.exec('PRAGMA wal_checkpoint(PASSIVE)');
      await session.exec('ROLLBACK', 'ba');
      await session.exec(change(3, 'id = 8'), 'ba');
      await session.exec('PRAGMA wal_checkpoint(RESTART)');
      await session.exec(change(4, 'id IN (1, 8)'), 'ba');
      await session.exec(change(5, 'id = 5'));
      await session.close('ba');
      await session.exec(change(6, 'id = 1'));
      await session.close();
    },
  },
  {
    name: 'wal-exclusive',
    run: async (session) => {
      await opened(session);
      await session.close();
      await session.open();
      await session.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA wal_autocheckpoint=3');
      await session.begin();
      await changes(session, 1, 'id = 1', 'id > 4', 'id = 8', 'id < 5', 'id = 8');
      await session.close();
    },
  },
  {
    // One commit past shared memory that no process updates looks like one that is under way.
    name: 'wal-exclusive-after-crash',
    lag: 1,
    run: async (session) => {
      await opened(session);
      await changes(session, 1, 'id = 1', 'id = 8');
      await session.kill();
      await session.open();
      await session.exec('PRAGMA locking_mode=EXCLUSIVE');
      await session.begin();
      await changes(session, 3, 'id = 1', 'id = 8', 'id = 1');
      await session.exec('PRAGMA wal_checkpoint(PASSIVE)');
      await session.exec(change(6, 'id IN (1, 8)'));
      await session.exec('PRAGMA wal_checkpoint(PASSIVE)');
      await session.exec(change(7, 'id = 8'));
      await session.close();
    },
  },
  {
    name: 'wal-padded',
    run: async (session) => {
      await session.open('a', 'file:db?psow=0');
      await session.exec(`${database('WAL')} PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous=FULL`);
      await session.begin();
      await changes(session, 1, 'id = 1', 'id IN (1, 8)');
      await session.exec('PRAGMA wal_checkpoint(RESTART)');
      await session.exec(change(3, 'id = 1'));
    },
  },
  {
    name: 'wal-killed',
    run: async (session) => {
      await opened(session);
      await session.exec('PRAGMA wal_autocheckpoint=5');
      await session.begin();
      await changes(session, 1, 'id IN (1, 8)', 'id IN (1, 5, 8)', 'id IN (1, 3)');
    },
    killEvery: 1,
    recover: byAnother('id = 8'),
  },
  {
    name: 'wal-killed-beside-another',
    run: async (session) => {
      await opened(session);
      await session.open('ba');
      await session.exec('PRAGMA wal_autocheckpoint=5', 'ba');
      await session.exec('SELECT count(*) FROM t', 'ba');
      await session.exec('PRAGMA wal_autocheckpoint=5');
      await session.begin();
      await changes(session, 1, 'id IN (1, 8)', 'id IN (1, 5, 8)', 'id IN (1, 3)');
    },
    killEvery: 1,
    recover: async (session) => {
      await session.exec('SELECT count(*) FROM t', 'ba');
      await session.exec(change(7, 'id = 8'), 'ba');
      await session.exec(change(8, 'id IN (1, 4)'), 'ba');
      await session.close('ba');
    },
  },
];
