import { storedId } from '../model/job.js';
import { type ParserRow, successOf } from '../model/parsers.js';
import type { CountedPicture } from '../model/picture.js';
import { databaseIn, databaseOfJob } from './json-parts.js';
import { exactSecondsOf, idIn, printed, rounded, timeOf } from './json-values.js';

/** How the versions of parsers do, as one line of JSON for scripts, without a line end. Schema 1, like `jsonPieces`. */
export function parsersJson(picture: CountedPicture, databasePath: string): string {
  const { asOf, parsers } = picture;
  const { rows = [], total = 0, periodMs = null } = parsers ?? {};
  return printed({
    schema: 1,
    as_of: timeOf(asOf),
    ...databaseIn(picture, databasePath),
    period_seconds: exactSecondsOf(periodMs),
    total,
    parsers: rows.map(parserOf),
  });
}

function parserOf(row: ParserRow) {
  const { done, failed, p50, p95, lastFailure, pause, before } = row;
  const success = successOf(row);
  return {
    name: row.name,
    version: row.version,
    runs: done + failed,
    done,
    failed,
    success: success === null ? null : rounded(success, 6),
    p50_seconds: exactSecondsOf(p50),
    p95_seconds: exactSecondsOf(p95),
    rows: row.rows,
    runs_with_rows: row.jobsWithRows,
    last_failed_at: timeOf(lastFailure?.at ?? null),
    last_failed_job: lastFailure === null ? null : idIn(storedId(lastFailure.id)),
    ...databaseOfJob('last_failed_database', lastFailure?.id ?? null),
    failed_jobs: row.retriable,
    paused:
      pause === null
        ? null
        : { since: timeOf(pause.since), failures: pause.failures, last_failure: pause.reason },
    before:
      before === null
        ? null
        : {
            version: before.version,
            success_change: rounded(before.success, 6),
            p50_change_seconds: exactSecondsOf(before.p50),
            rows_per_run_change: before.rowsPerJob === null ? null : rounded(before.rowsPerJob, 2),
          },
  };
}
