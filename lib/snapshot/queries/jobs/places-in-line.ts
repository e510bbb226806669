import type { JobId } from '../../../model/job.js';
import { bothForms } from '../../../schema/id-lists.js';
import type { Takable } from '../../index/list/line-places.js';
import type { Queryable } from '../../port.js';
import { numberOf, rememberedRows, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { QueueSource } from './queue-source.js';

/** Whether the order of dispatch is known: the index that the workers themselves use must exist. */
export function hasDispatchOrder(database: Queryable, shape: DatabaseShape): boolean {
  const sql = shape.statement('dispatch_index');
  return rememberedRows(database, sql, {}).length > 0;
}

/**
 * The places in line, from 1 on, of those of the jobs `ids` that can be taken: the highest priority first, then the
 * lowest id. From the index, else by SQL, which sorts the whole line. Only for databases that pass {@link
 * hasDispatchOrder}.
 */
export function placesInLine(
  { database, shape, queue }: QueueSource,
  ids: readonly JobId[],
  takable: Takable,
): ReadonlyMap<JobId, number> {
  return queue.placesInLine(ids, takable) ?? placesBySql(database, shape, ids, takable);
}

/** The same by SQL, which is the reference. */
export function placesBySql(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  { word, at, paused }: Takable,
): ReadonlyMap<JobId, number> {
  const rows = database.all(shape.statement('line_places'), {
    ':status': word,
    ':now': at,
    ':paused': JSON.stringify(paused),
    ':ids': bothForms(ids),
  });
  return new Map(rows.map((row) => [textOf(row, 'id') ?? '', numberOf(row, 'place') ?? 0]));
}
