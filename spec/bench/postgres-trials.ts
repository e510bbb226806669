import { clock, figure } from './figures.js';
import type { Trial } from './trial.js';

/** What a queue of `jobs` jobs costs on a server of PostgreSQL; `words` say how many. */
export function inPostgres(suffix: string, words: string, jobs: number): readonly Trial[] {
  return [
    {
      name: `postgres-${suffix}`,
      program: 'postgres',
      databases: [],
      options: { jobs, changes: 30, everyMs: 1000 },
      figures: [
        figure('first', `PostgreSQL, ${words}: first screen → first jobs`, clock, { atMost: 300 }, 'ms'),
        figure('held', 'the same: longest transaction until all are counted', clock, { atMost: 2000 }, 'ms'),
        figure('change', 'the same: a running job fails → its cell, median', clock, { atMost: 1000 }, 'ms'),
        figure(
          'share',
          'the same: CPU of the server for it, a change a second',
          'one core',
          { atMost: 5 },
          '%',
        ),
      ],
    },
  ];
}
