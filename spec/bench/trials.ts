import type { DatabaseName } from './databases.js';
import type { Figure, Options, Trial, Unit } from './trial.js';

/** Seconds of the trial that says what the program costs while nothing changes. */
const idleSeconds = Number(process.env.JOBS_VIEW_BENCH_IDLE_SECONDS ?? 300);

/** What figures are compared with. */
const [core, clock, nothing, closed] = ['one core', 'wall clock', 'node -e 0', 'dashboard closed'];

type Databases = readonly DatabaseName[];

function trial(
  name: string,
  program: string,
  databases: Databases,
  options: Options,
  ...figures: Figure[]
): Trial {
  return { name, program, databases, options, figures };
}

/** A figure of at most so much, without unit a ratio. */
function most(key: string, measured: string, against: string, atMost: number, unit: Unit = '×'): Figure {
  return { key, measured, against, target: { atMost }, unit };
}

/** A ratio of at least so much. */
function least(key: string, measured: string, against: string, atLeast: number): Figure {
  return { key, measured, against, target: { atLeast }, unit: '×' };
}

const same = 'the same';

/** From a key to its cell, whatever the reader does meanwhile. */
function keys(name: string, measured: string, databases: Databases, options: Options): Trial {
  const figures = [
    most('p50', `${measured}, p50`, clock, 8, 'ms'),
    most('p99', `${same}, p99`, clock, 25, 'ms'),
  ];
  return trial(name, 'latency', databases, { of: 'keys', count: 400, everyMs: 20, ...options }, ...figures);
}

/** From a commit to its cell, in WAL mode. */
function latency(name: string, measured: string, database: DatabaseName, count: number): Trial {
  const figures = [
    most('p50', `${measured}, median`, clock, 60, 'ms'),
    most('p99', `${same}, p99`, clock, 250, 'ms'),
  ];
  return trial(name, 'latency', [database], { of: 'commits', count, leastMs: 150, mostMs: 750 }, ...figures);
}

function start(name: string, measured: string, database: DatabaseName, atMost: number, until: string): Trial {
  return trial(name, 'starting', [database], { rounds: 15, until }, most('ratio', measured, nothing, atMost));
}

function memory(name: string, measured: string, database: DatabaseName, atMost: number): Trial {
  return trial(name, 'memory', [database], { commits: 50 }, most('ratio', measured, nothing, atMost));
}

/** Processor time of the program, for so many seconds. */
function share(name: string, measured: string, database: DatabaseName, atMost: number, options: Options) {
  return trial(name, 'processor', [database], options, most('share', measured, core, atMost, '%'));
}

/** Twenty commits a second to jobs that run, of which forty are on the screen. */
const progress = { seconds: 60, rows: 130, everyMs: 50, status: 'running' };

/** A refresh with so many jobs against one with fewer. */
function scaling(
  name: string,
  measured: string,
  databases: Databases,
  options: Options = {},
  ...more: Figure[]
) {
  const figures = [most('ratio', measured, '10 k jobs', 3), ...more];
  return trial(name, 'reading', databases, { commits: 60, ...options }, ...figures);
}

function throughput(name: string, measured: string, database: DatabaseName): Trial {
  const options = { rounds: 12, stretchMs: 5000 };
  return trial(name, 'throughput', [database], options, least('ratio', measured, closed, 0.98));
}

/** What a million jobs cost in a database as its workers made it; `words` say whose in the table. */
function withoutMigration(prefix: string, words: string, database: DatabaseName): readonly Trial[] {
  const jobs = `${words}, 1 M jobs`;
  return [
    start(`${prefix}-first-jobs`, `${jobs}: cold start → first jobs`, database, 8, 'jobs'),
    trial(
      `${prefix}-counts`,
      'starting',
      [database],
      { rounds: 7, until: 'counts' },
      most('ratio', `${jobs}: cold start → exact counts`, 'SQLite over the table + node -e 0', 3),
    ),
    latency(`${prefix}-latency`, `${words}: commit → cell`, database, 100),
    trial(
      `${prefix}-finding`,
      'finding',
      [database],
      {},
      most('name', `${jobs}: jobs by a part of their name`, clock, 50, 'ms'),
      most('first', `${same}: a text, first match`, clock, 150, 'ms'),
      most('all', `${same}: a text, all matches`, clock, 1500, 'ms'),
    ),
    trial(
      `${prefix}-causes`,
      'causes',
      [database],
      {},
      most('opened', `${jobs}: 100,000 failures by cause`, clock, 1000, 'ms'),
      most('followed', `${same}: one more failure → its cause`, clock, 250, 'ms'),
    ),
    memory(`${prefix}-memory`, `${words}: memory, 1 M jobs`, database, 4.5),
  ];
}

/** What it costs to open and follow a queue of so many jobs in PostgreSQL while thousands wait and workers are busy. */
function inBacklog(name: string, words: string, jobs: number): Trial {
  return trial(
    name,
    'backlog',
    [],
    { jobs, running: 1000, waiting: 3500, seconds: 60, perSecond: 100 },
    most('first', `PostgreSQL, ${words}: first screen → first jobs`, clock, 300, 'ms'),
    most('held', `${same}: longest transaction until all are counted`, clock, 2000, 'ms'),
    most('shown', `${same}, 100 transactions a second: a job fails → its cell, p99`, clock, 1000, 'ms'),
    most('exact', `${same}: the end of it → exact counts`, clock, 2000, 'ms'),
    most('server', `${same}: CPU of the server for it`, core, 2, '%'),
    most('own', `${same}: CPU of the dashboard`, core, 10, '%'),
  );
}

/** What the dashboard costs another program's queue with a million jobs, whose worker is busy all the time. */
function besideOthers(queue: string, title: string): Trial {
  return trial(
    `${queue}-1m`,
    'beside',
    [],
    { queue, jobs: 1_000_000, rounds: 10, stretchMs: 5000, failures: 12 },
    least('ratio', `${title}, 1 M jobs: jobs a second of its worker at full speed`, closed, 0.97),
    most('held', `${same}: our longest transaction`, clock, 2000, 'ms'),
    most('locks', `${same}: kinds of our locks beyond those of reading`, 'none', 0, 'count'),
    most('objects', `${same}: objects in the database that are new`, 'none', 0, 'count'),
    most('shown', `${same}: a job fails → its reason, median`, clock, 2000, 'ms'),
    most('server', `${same}: CPU of the server for it`, core, 5, '%'),
    most('own', `${same}: CPU of the dashboard`, core, 15, '%'),
  );
}

const unmigrated = ['10k-unmigrated', '1m-unmigrated'] as const;
const native = 'better-sqlite3, same queries';

/** Everything that is measured, in the order of the table. */
export const trials: readonly Trial[] = [
  trial(
    'open',
    'reading',
    ['1m'],
    { readers: 'own,native', rounds: 7, commits: 0 },
    most('opened', 'open + first window and counts, 1.1 GB', `${native}, same file`, 2.5),
  ),
  trial(
    'refresh',
    'reading',
    ['1m'],
    { readers: 'own,native', commits: 60, metrics: 'yes' },
    most('slower', 'refresh after one small commit, 1 M jobs', native, 2),
    most('pages', 'pages read at such a refresh, beyond 20', 'pages that changed', 3),
  ),
  scaling('scaling', 'refresh cost, 1 M jobs in 1.1 GB', ['10k', '100k', '1m']),
  latency('latency', 'commit in another process → cell', '1m', 200),
  keys('keys', 'key → cell, while 1 M jobs refresh', ['1m'], {}),
  start('start-10k', 'cold start → first jobs, 10 k jobs', '10k', 4, 'jobs'),
  start('start-1m', `${same}, 1 M jobs`, '1m', 8, 'jobs'),
  start('json-1000', '`--json` of 1,000 jobs, whole process', '1k', 3, 'json'),
  share('idle', `CPU, nothing changing, ${idleSeconds} s`, '1m', 0.5, { seconds: idleSeconds, rows: 40 }),
  share('progress', 'CPU, 20 progress updates a second, 40 rows', '1m', 5, progress),
  memory('memory-10k', 'memory, 10 k jobs', '10k', 2.5),
  memory('memory-1m', 'memory, 1 M jobs', '1m', 4.5),
  throughput('throughput', "a writer's transactions a second, dashboard open", '1m'),
  start('unmigrated-start', 'unmigrated, 1 M jobs: cold start → first screen', unmigrated[1], 5, 'screen'),
  keys('unmigrated-opening-keys', 'unmigrated: key → cell, while it opens', [unmigrated[1]], {
    of: 'opening-keys',
    count: 100,
  }),
  keys('unmigrated-keys', 'unmigrated: key → cell, under change', [unmigrated[1]], {}),
  share('unmigrated-change', 'unmigrated: CPU, a commit every 20 ms', unmigrated[1], 25, {
    ...{ seconds: 120, rows: 40, everyMs: 20 },
  }),
  ...withoutMigration('unmigrated', 'unmigrated', '1m-unmigrated'),
  ...withoutMigration('d', 'version D', '1m-d'),
  trial(
    'several-memory',
    'memory',
    ['50k-unmigrated', '1m-unmigrated'],
    { copies: 20, commits: 50 },
    most('several', '20 databases of 50,000 jobs: memory', 'one of 1 M jobs', 2),
  ),
  keys('several-keys', '20 databases: key → cell, while one of them changes', ['50k-unmigrated'], {
    ...{ count: 300, copies: 20 },
  }),
  trial(
    'unmigrated-latency-journal',
    'latency',
    [unmigrated[1]],
    // Each commit is read in whole, for some 0.3 s of a processor: faster ones share reads.
    { of: 'commits', count: 50, journal: 'delete', leastMs: 1500, mostMs: 3000 },
    most('p50', 'unmigrated, rollback journal: commit → cell', clock, 600, 'ms'),
  ),
  scaling('unmigrated-scaling', 'unmigrated: refresh cost, 1 M jobs', unmigrated),
  ...(
    [
      ['unmigrated-workers-scaling', 'unmigrated', unmigrated[1], 'workers'],
      ['unmigrated-parsers-scaling', 'unmigrated', unmigrated[1], 'parsers'],
      ['d-parsers-scaling', 'version D', '1m-d', 'parsers'],
    ] as const
  ).map(([name, words, database, panel]) =>
    trial(
      name,
      'reading',
      [database],
      { commits: 60, panel },
      most('refreshMs', `${words}: refresh with the ${panel} panel, 1 M jobs`, clock, 60, 'ms'),
      most('askedMs', `${words}: ${panel} panel of 1 M jobs opened → read`, clock, 3000, 'ms'),
    ),
  ),
  scaling(
    'sorted-scaling',
    'sorted by duration: refresh cost, 1 M jobs',
    unmigrated,
    { sort: 'duration:mixed' },
    most('askedMs', '1 M jobs sorted by duration → read', clock, 300, 'ms'),
  ),
  share('unmigrated-progress', 'unmigrated: CPU, 20 updates a second', unmigrated[1], 6, progress),
  throughput('unmigrated-throughput', "unmigrated: a writer's transactions, dashboard open", unmigrated[1]),
  inBacklog('postgres-backlog-1m', '1 M jobs', 1_000_000),
  inBacklog('postgres-backlog-5m', '5 M jobs', 5_000_000),
  besideOthers('river', 'River'),
  besideOthers('pg-boss', 'pg-boss'),
];
