import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Job } from '../../lib/model/job.js';
import type { CountedPicture } from '../../lib/model/picture.js';
import { pictureOf } from '../view/scene.js';

/** What has happened before a screen is looked at, by the name of the scene. */
export type Scenes = Readonly<Record<string, readonly JobsEvent[]>>;

/** These keys are pressed. */
export function keys(...names: string[]): JobsEvent[] {
  return names.map((key) => ({ type: 'key', key }));
}

/** A picture of these jobs has been read. */
export function read(jobs: readonly Job[], given: Partial<CountedPicture> = {}): JobsEvent {
  return { type: 'picture', picture: pictureOf(jobs, given) };
}
