import type { JobId } from '../model/job.js';
import type { Anchor, JobWindow, Picture } from '../model/picture.js';
import type { Connection } from './state.js';

/** The picture on the screen, or null where nothing has been read yet. */
export function pictureOf(connection: Connection): Picture | null {
  return connection.kind === 'live' || connection.kind === 'stale' ? connection.picture : null;
}

/** Whether the job at a position in the list is at hand. */
export function covers(window: JobWindow, index: number): boolean {
  return index >= window.first && index < window.first + window.jobs.length;
}

/** Whether the window holds every matching job. */
export function isWhole(window: JobWindow): boolean {
  return window.jobs.length >= window.matching;
}

/** A job's position in the list, or null where it isn't at hand. */
export function positionOf(window: JobWindow, id: JobId | null): number | null {
  const offset = window.jobs.findIndex((job) => job.id === id);
  return offset < 0 ? null : window.first + offset;
}

/** The position in the list that an anchor stands for, as far as the window knows. */
export function positionOfAnchor(window: JobWindow, anchor: Anchor): number {
  const last = Math.max(0, window.matching - 1);
  switch (anchor.kind) {
    case 'index':
      return Math.min(anchor.index, last);
    case 'job':
      return positionOf(window, anchor.id) ?? Math.min(anchor.index, last);
    case 'last':
      return last;
    case 'match':
      return positionOf(window, anchor.from.id) ?? Math.min(anchor.from.index, last);
  }
}
