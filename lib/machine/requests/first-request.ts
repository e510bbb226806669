import type { JobFilter } from '../../model/filter.js';
import type { PictureRequest } from '../../model/picture.js';

/** Every job has at least one line and the blank one after it. */
export const leastJobLines = 2;
/** The list shows the first failure of each job. */
export const failuresShown = 1;

/**
 * What will be read first to show a list that nobody has seen yet, on a screen of that many lines, or a little more: for
 * whoever can ask before the state is there.
 */
export function firstRequest(filter: JobFilter, showPipeline: boolean, lines: number): PictureRequest {
  const jobs = Math.ceil(Math.max(leastJobLines, lines) / leastJobLines);
  return {
    filter,
    anchor: { kind: 'index', index: 0 },
    before: 0,
    after: jobs + 1,
    failures: failuresShown,
    ...(showPipeline ? { pipeline: true } : {}),
  };
}

/** Whether the answer to one request, asked early, serves for another: the same list from its top, and jobs enough. */
export function servesFor(early: PictureRequest, request: PictureRequest): boolean {
  const { after, before: _, ...rest } = request;
  const { after: brought, before: __, ...same } = early;
  return request.anchor.kind === 'index' && after <= brought && JSON.stringify(rest) === JSON.stringify(same);
}
