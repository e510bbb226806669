import type { Clearing, JobFilter } from '../model/filter.js';
import { databaseOf, type JobId, localId } from '../model/job.js';
import type { PictureRequest } from '../model/picture.js';

/** The parts of a request that don't say where in the list its window is. */
export type ListRequest = Omit<PictureRequest, 'anchor' | 'before' | 'after' | 'places'>;

/** A filter for the database with this name: only with ids of its own jobs. */
export function ownFilter({ database: _, cleared, ...filter }: JobFilter, name: string): JobFilter {
  return { ...filter, cleared: cleared && ownClearing(cleared, name) };
}

function ownClearing({ until, except }: Clearing, name: string): Clearing {
  return { until, except: ownIds(except, name) };
}

/** The jobs that are in the database with this name, by their ids there. */
function ownIds(ids: readonly JobId[], name: string): readonly JobId[] {
  return ids.filter((id) => databaseOf(id) === name).map(localId);
}

/** A request for the database with this name, without what is asked about jobs of others. */
export function ownRequest(request: ListRequest, name: string): ListRequest {
  const { detail, rows, targets, marks, awaited, ...rest } = request;
  return {
    ...rest,
    filter: ownFilter(request.filter, name),
    ...(detail && databaseOf(detail.id) === name && { detail: { ...detail, id: localId(detail.id) } }),
    ...(rows && isIn(rows, name) && { rows: ownFilter(rows, name) }),
    ...(targets && { targets: { ids: targets.ids && ownIds(targets.ids, name) } }),
    ...(marks && { marks: { ...marks, but: ownIds(marks.but, name) } }),
    ...(awaited &&
      isIn(awaited.filter, name) && {
        awaited: { filter: ownFilter(awaited.filter, name), but: ownIds(awaited.but, name) },
      }),
  };
}

/** Whether jobs of the database with this name can pass a filter. */
export function isIn({ database }: JobFilter, name: string): boolean {
  return database === undefined || database === name;
}
