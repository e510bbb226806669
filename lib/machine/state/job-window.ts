import type { JobId } from '../../model/job.js';
import type { Anchor, JobWindow, Picture } from '../../model/picture.js';
import type { Connection } from './state.js';

/** The picture on the screen, or null if nothing has been read yet. */
export function pictureOf(connection: Connection): Picture | null {
  return connection.kind === 'live' || connection.kind === 'stale' ? connection.picture : null;
}

/** Whether the job at a position in the list is loaded. */
export function covers(window: JobWindow, index: number): boolean {
  return index >= window.first && index < window.first + window.jobs.length;
}

/** Whether the window is known to hold every matching job. */
export function isWhole({ counts, window }: Picture): boolean {
  return counts !== null && window.jobs.length >= window.matching;
}

/** The last job's position in the list; Infinity while the jobs are still being counted. */
export function lastPosition({ counts, window }: Picture): number {
  return counts === null ? Number.POSITIVE_INFINITY : window.matching - 1;
}

/** A job's position in the list, or null if it isn't loaded. */
export function positionOf(window: JobWindow, id: JobId | null): number | null {
  const offset = window.jobs.findIndex((job) => job.id === id);
  return offset < 0 ? null : window.first + offset;
}

/**
 * The position in the list that an anchor means, as far as the picture tells; Infinity for the last job while its
 * position is unknown.
 */
export function positionOfAnchor(picture: Picture, anchor: Anchor): number {
  const { window } = picture;
  const last = Math.max(0, lastPosition(picture));
  switch (anchor.kind) {
    case 'index':
      return Math.min(anchor.index, last);
    case 'job':
      return positionOf(window, anchor.id) ?? Math.min(anchor.index, last);
    case 'last':
      return last;
    case 'match':
    case 'new':
      return positionOf(window, anchor.from.id) ?? Math.min(anchor.from.index, last);
  }
}
