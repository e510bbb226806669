import type { OperationName, Scenario } from './scenario.js';
import { journalModes, pageSizes } from './scenario.js';

type Operations = Readonly<Partial<Record<OperationName, number>>>;

const daily: Operations = { transfer: 20, blobs: 4, savepoint: 2, rollback: 4 };
const spills: Operations = { transfer: 6, sweep: 4, blobs: 3, rollback: 2, hold: 2, savepoint: 2 };
const everything: Operations = {
  ...{ ...spills, shrink: 0.5, table: 2, index: 0.5, column: 0.5, vacuum: 0.3, incrementalVacuum: 1 },
  ...{ checkpoint: 1, reopen: 0.5 },
};

const common: Scenario = {
  ...{ name: 'common', brief: false, pageSize: 4096, journal: 'wal', synchronous: 'NORMAL' },
  ...{ autoVacuum: 'NONE', locking: 'NORMAL', cachePages: 2000, autoCheckpoint: [], writers: 2 },
  ...{ killEvery: null, attached: false, queue: null, isRestored: false, rest: 0, operations: daily },
};
const wal = common;
const rollback: Scenario = { ...common, journal: 'delete', rest: 1 };

function scenario(name: string, base: Scenario, changes: Partial<Scenario>): Scenario {
  return { ...base, ...changes, name };
}

/** In the ordinary test run: each kind of trouble once, and the smallest and the largest pages. */
function brief(name: string, base: Scenario, changes: Partial<Scenario>): Scenario {
  return scenario(name, { ...base, brief: true }, changes);
}

const walScenarios: readonly Scenario[] = [
  brief('wal: two writers at full speed', wal, { synchronous: 'OFF' }),
  brief('wal: checkpoint every 2 frames', wal, { autoCheckpoint: [2], pageSize: 1024 }),
  scenario('wal: checkpoint every 10 frames, spilled', wal, {
    autoCheckpoint: [10],
    cachePages: 8,
    operations: spills,
  }),
  brief('wal: explicit checkpoints of every kind', wal, {
    autoCheckpoint: [0],
    operations: { ...daily, checkpoint: 10 },
  }),
  scenario('wal: synchronous full, big transactions', wal, {
    synchronous: 'FULL',
    cachePages: 8,
    operations: spills,
  }),
  scenario('wal: killed', wal, { killEvery: 400, cachePages: 10, operations: { ...spills, suicide: 0.02 } }),
  brief('wal: killed, checkpoint every 5 frames', wal, {
    killEvery: 300,
    autoCheckpoint: [5],
    cachePages: 10,
    operations: { ...everything, suicide: 0.02 },
  }),
  brief('wal: vacuum and shrinking', wal, {
    autoVacuum: 'INCREMENTAL',
    autoCheckpoint: [20],
    operations: { ...daily, shrink: 2, vacuum: 1, incrementalVacuum: 4, checkpoint: 1 },
  }),
  brief('wal: schema changes', wal, { operations: { ...daily, table: 6, index: 2, column: 2 } }),
  brief('wal: last connection closes', wal, { writers: 1, operations: { ...daily, sweep: 1, reopen: 4 } }),
  scenario('wal: exclusive, no shared memory', wal, {
    ...{ writers: 1, locking: 'EXCLUSIVE', autoCheckpoint: [10], cachePages: 10 },
    operations: { ...spills, checkpoint: 2, reopen: 1 },
  }),
  brief('wal: exclusive, no shared memory, killed', wal, {
    ...{ writers: 1, locking: 'EXCLUSIVE', killEvery: 400, cachePages: 10 },
    operations: { ...spills, checkpoint: 1, suicide: 0.1 },
  }),
];

const rollbackScenarios: readonly Scenario[] = [
  scenario('delete: full speed, synchronous off', rollback, { synchronous: 'OFF', rest: 0 }),
  brief('delete: spilled, synchronous full', rollback, {
    synchronous: 'FULL',
    cachePages: 8,
    operations: spills,
  }),
  ...(['delete', 'truncate', 'persist'] as const).flatMap((journal) => [
    scenario(`${journal}: killed`, rollback, {
      ...{ journal, killEvery: 400, cachePages: 10, brief: journal !== 'truncate' },
      operations: { ...spills, suicide: 0.1 },
    }),
    scenario(`${journal}: everything`, rollback, {
      ...{ journal, autoVacuum: 'INCREMENTAL', cachePages: 10, operations: everything },
      brief: journal === 'truncate',
    }),
  ]),
  scenario('truncate: full speed', rollback, { journal: 'truncate', rest: 0 }),
  scenario('persist: full speed', rollback, { journal: 'persist', rest: 0, synchronous: 'OFF' }),
  brief('delete: auto-vacuum at every commit', rollback, {
    autoVacuum: 'FULL',
    operations: { ...daily, shrink: 2, vacuum: 0.5 },
  }),
  scenario('delete: page size changes', rollback, {
    writers: 1,
    cachePages: 10,
    operations: { ...spills, switchPageSize: 1 },
  }),
  brief('delete: page size changes, killed', rollback, {
    writers: 1,
    cachePages: 10,
    killEvery: 400,
    operations: { ...spills, switchPageSize: 1.5 },
  }),
  brief('delete: exclusive, header zeroed', rollback, {
    ...{ writers: 1, locking: 'EXCLUSIVE', cachePages: 10, operations: spills },
  }),
  scenario('delete: super-journal', rollback, { attached: true, cachePages: 10, operations: spills }),
  brief('persist: super-journal, killed', rollback, {
    ...{ journal: 'persist', attached: true, killEvery: 400, cachePages: 10 },
    operations: { ...spills, suicide: 0.1 },
  }),
];

const switchScenarios: readonly Scenario[] = [
  brief('journal mode switched', rollback, {
    writers: 1,
    cachePages: 10,
    operations: { ...everything, switchJournal: 3 },
  }),
  brief('journal mode and page size switched, two writers, killed', rollback, {
    killEvery: 400,
    cachePages: 10,
    autoVacuum: 'INCREMENTAL',
    operations: { ...everything, switchJournal: 3, switchPageSize: 0.5, reopen: 3, suicide: 0.1 },
  }),
];

/** Everything at once, for each page size: once in WAL mode, and in the three rollback modes by turns. */
const pageSizeScenarios: readonly Scenario[] = pageSizes.flatMap((pageSize, index) => {
  const journal = journalModes[1 + (index % 3)] ?? 'delete';
  const synchronous = index % 2 === 0 ? 'OFF' : 'NORMAL';
  return [
    scenario(`wal: page size ${pageSize}`, wal, {
      ...{ pageSize, synchronous, autoCheckpoint: [20], cachePages: 10, operations: everything },
      brief: pageSize === 65536,
    }),
    scenario(`${journal}: page size ${pageSize}`, rollback, {
      ...{ journal, pageSize, synchronous, cachePages: 10, operations: everything },
      brief: pageSize === 512,
    }),
  ];
});

/** Queues as workers of two versions make them, which are restored again and again, beside a reader that stays open. */
export const queueScenarios: readonly Scenario[] = (['A', 'D'] as const).flatMap((queue) =>
  (['wal', 'delete'] as const).map((journal) =>
    scenario(`queue of version ${queue}: ${journal}, restored, killed`, common, {
      ...{ queue, journal, isRestored: true, synchronous: 'OFF', autoCheckpoint: [1, 20, 1000] },
      ...{ writers: queue === 'A' ? 1 : 2, killEvery: 1200, rest: 1 },
      operations: { jobs: 60, transfer: 4, rollback: 2, checkpoint: 0.7, vacuum: 0.06, reopen: 0.2 },
    }),
  ),
);

/** What the torture of one file goes through, in this order. */
export const fileScenarios: readonly Scenario[] = [
  ...walScenarios,
  ...rollbackScenarios,
  ...switchScenarios,
  ...pageSizeScenarios,
];
