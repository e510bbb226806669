import type { JobFilter } from '../../model/filter.js';
import type { PictureRequest } from '../../model/picture.js';
import type { Density, PanelChoice } from '../../model/saved-view.js';
import { defaultSort, isDefaultSort, type JobSort } from '../../model/sort.js';

/** Every job has at least one line and the blank one after it; in a compact list it has one line. */
export const leastJobLines: Readonly<Record<Density, number>> = { comfortable: 2, compact: 1 };
/** The list shows the first failure of each job. */
export const failuresShown = 1;

/**
 * The first request for a list that nobody has seen yet, on a screen of that many lines, or a slightly larger one:
 * for code that can ask before there is a state.
 */
export function firstRequest(
  filter: JobFilter,
  { showPipeline, density, sort = defaultSort }: Pick<PanelChoice, 'showPipeline' | 'density' | 'sort'>,
  lines: number,
): PictureRequest {
  const least = leastJobLines[density];
  const jobs = Math.ceil(Math.max(least, lines) / least);
  return {
    filter,
    ...sortIn(sort),
    anchor: { kind: 'index', index: 0 },
    before: 0,
    after: jobs + 1,
    failures: failuresShown,
    ...(showPipeline ? { pipeline: true } : {}),
  };
}

/** The order as a part of a request, which leaves out the usual one. */
export function sortIn(sort: JobSort): Pick<PictureRequest, 'sort'> {
  return isDefaultSort(sort) ? {} : { sort };
}

/**
 * Whether the answer to an early request will do for another one: the same list from its top, with enough jobs.
 */
export function servesFor(early: PictureRequest, request: PictureRequest): boolean {
  const { after, before: _, ...rest } = request;
  const { after: brought, before: __, ...same } = early;
  return request.anchor.kind === 'index' && after <= brought && JSON.stringify(rest) === JSON.stringify(same);
}
