import type { Job } from '../../../lib/model/job.js';
import type { PictureRequest } from '../../../lib/model/picture.js';
import { anchorIn, inOrder, isCleared, type KnownJob, passes, search } from './window-jobs.js';

/** What the window must be, of jobs as the reference knows them and, for searches, as the database tells of them. */
export function reference(jobs: readonly KnownJob[], wanted: PictureRequest, told: readonly Job[]) {
  const { statuses, types, name } = wanted.filter;
  const list = jobs
    .filter((each) => passes(each, statuses))
    .filter((each) => types === null || types.includes(each.type))
    .filter((each) => each.name.toLowerCase().includes(name.toLowerCase()))
    .filter((each) => !isCleared(each, wanted.filter.cleared))
    .sort(inOrder);
  const found =
    wanted.anchor.kind === 'match'
      ? search(
          list.map((each) => told.find((job) => job.id === String(each.id))),
          wanted.anchor,
        )
      : undefined;
  const at = found?.index ?? anchorIn(list, wanted.anchor);
  const first = Math.max(0, at - wanted.before);
  return {
    first: list.length === 0 ? 0 : first,
    ids: list.slice(first, at + wanted.after).map((each) => String(each.id)),
    matching: list.length,
    failed: list.filter((each) => each.status === 'failed').length,
    found,
  };
}
