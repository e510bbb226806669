import { storedId } from '../model/job.js';
import type { CountedPicture } from '../model/picture.js';
import type { WorkerRow } from '../model/worker.js';
import { databaseIn, databaseOfJob } from './json-parts.js';
import { exactSecondsOf, idIn, printed, rounded, secondsOf, timeOf } from './json-values.js';

/** Who works or did, as one line of JSON for scripts, without a line end. Schema 1, like `jsonPieces`. */
export function workersJson(picture: CountedPicture, databasePath: string): string {
  const { asOf, workers } = picture;
  const { rows = [], total = 0, others = 0, periodMs = null } = workers ?? {};
  return printed({
    schema: 1,
    as_of: timeOf(asOf),
    ...databaseIn(picture, databasePath),
    period_seconds: exactSecondsOf(periodMs),
    total,
    not_heard_of: others,
    workers: rows.map((row) => workerOf(row, asOf)),
  });
}

function workerOf(row: WorkerRow, asOf: number) {
  const { longest, trouble, running } = row;
  return {
    name: row.name,
    state: trouble?.kind ?? (running > 0 ? 'working' : 'idle'),
    trouble_since: timeOf(trouble?.since ?? null),
    running,
    longest_job:
      longest === null
        ? null
        : {
            id: idIn(storedId(longest.id)),
            ...databaseOfJob('database', longest.id),
            name: longest.name,
            started_at: timeOf(longest.startedAt),
            running_seconds:
              longest.startedAt === null ? null : secondsOf(Math.max(0, asOf - longest.startedAt)),
          },
    done: row.done,
    failed: row.failed,
    per_minute: row.perMinute === null ? null : rounded(row.perMinute, 2),
    last_sign_at: timeOf(row.lastAt),
  };
}
