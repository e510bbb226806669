import type { DatabaseName } from './databases.js';
import { clock, figure, latencyFigures, nothing } from './figures.js';
import type { Trial } from './trial.js';

/** What a million jobs cost in a database as its workers made it; `words` say whose in the table. */
export function withoutMigration(prefix: string, words: string, database: DatabaseName): readonly Trial[] {
  const databases = [database];
  const sum = 'SQLite over the table + node -e 0';
  return [
    {
      name: `${prefix}-first-jobs`,
      program: 'cold-start',
      databases,
      options: { rounds: 15 },
      figures: [figure('ratio', `${words}, 1 M jobs: cold start → first jobs`, nothing, { atMost: 8 })],
    },
    {
      name: `${prefix}-counts`,
      program: 'exact-counts',
      databases,
      options: { rounds: 7 },
      figures: [figure('ratio', `${words}, 1 M jobs: cold start → exact counts`, sum, { atMost: 3 })],
    },
    {
      name: `${prefix}-latency`,
      program: 'commit-to-cell',
      databases,
      options: { commits: 100, leastMs: 150, mostMs: 750 },
      figures: latencyFigures(`${words}: commit → cell`),
    },
    {
      name: `${prefix}-finding`,
      program: 'finding',
      databases,
      figures: [
        figure('name', `${words}, 1 M jobs: jobs by a part of their name`, clock, { atMost: 50 }, 'ms'),
        figure('first', 'the same: a text, first match', clock, { atMost: 150 }, 'ms'),
        figure('all', 'the same: a text, all matches', clock, { atMost: 1500 }, 'ms'),
      ],
    },
    {
      name: `${prefix}-causes`,
      program: 'causes',
      databases,
      figures: [
        figure('opened', `${words}, 1 M jobs: 100,000 failures by cause`, clock, { atMost: 1000 }, 'ms'),
        figure('followed', 'the same: one more failure → its cause', clock, { atMost: 250 }, 'ms'),
      ],
    },
    {
      name: `${prefix}-memory`,
      program: 'memory',
      databases,
      options: { commits: 50 },
      figures: [figure('ratio', `${words}: memory, 1 M jobs`, nothing, { atMost: 4.5 })],
    },
  ];
}
