import { pictureOf } from '../machine/state/job-window.js';
import type { JobsState } from '../machine/state/state.js';
import { type Outlook, outlookOf } from '../model/forecast/outlook.js';
import type { Picture } from '../model/picture.js';

/** The queue's outlook, by what is known up to `until`, ms; null while the jobs are still being counted. */
export function queueOutlook(
  { connection, monitor }: Pick<JobsState, 'connection' | 'monitor'>,
  until: number,
): Outlook | null {
  const picture = pictureOf(connection);
  return picture === null ? null : outlookAt(picture, monitor, until);
}

/** The same for any picture, such as a paused one. */
export function outlookAt(
  { counts, troubles }: Picture,
  { pace, depthSeen }: Pick<JobsState['monitor'], 'pace' | 'depthSeen'>,
  until: number,
): Outlook | null {
  return counts === null ? null : outlookOf(pace, { counts, troubles, depths: depthSeen }, until);
}
