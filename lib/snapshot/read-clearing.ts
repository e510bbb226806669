import type { Clearing } from '../model/filter.js';
import type { JobId, JobStatus } from '../model/job.js';
import type { JobCounts } from '../model/picture.js';
import { numberOf, textOf } from './column-value.js';
import type { DatabaseShape } from './database-shape.js';
import { FilteredList } from './filtered-list.js';
import type { Queryable } from './port.js';
import type { GroupTable } from './tally/group-table.js';

/** The clocks of workers and of this host may be apart so far. */
const clocksApart = 60_000;
/** More jobs than this don't begin and end within the second, or the clocks' difference, in which jobs are cleared. */
const nextInLine = 500;

/** What clearing all complete jobs means at this instant, `asOf` in ms; null where none is complete. */
export function readClearing(
  database: Queryable,
  shape: DatabaseShape,
  counts: JobCounts,
  asOf: number,
  table: GroupTable | null,
): Clearing | null {
  const latest = () => numberOf(database.all(shape.statement('latest_end'))[0] ?? {}, 'ended_at');
  const until = table === null ? latest() : table.latestEnd();
  if (until === null) return null;
  // Times are often whole seconds: what begins and ends after this instant may be recorded with the same one.
  const waiting = until > asOf - clocksApart ? idsOf('queued', nextInLine) : [];
  return { until, except: [...idsOf('running', counts.running), ...waiting] };

  /** Oldest first: the next in line. */
  function idsOf(status: JobStatus, limit: number): readonly JobId[] {
    const list = new FilteredList(database, shape, {
      statuses: [status],
      types: null,
      name: '',
      cleared: null,
    });
    const rows = list.rows('window_from_end', { ':limit': limit, ':skip': 0 });
    return rows.map((row) => textOf(row, 'id') ?? '');
  }
}
