import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Job } from '../../lib/model/job.js';
import type { CountedPicture } from '../../lib/model/picture.js';
import { pictureOf } from '../view/scene.js';

/** What has happened before a screen is looked at, by the name of the scene. */
export type Scenes = Readonly<Record<string, readonly JobsEvent[]>>;

/** The first question was seen, or the second. */
const seen = [1, 2].map((asked): JobsEvent => ({ type: 'question-seen', asked }));

/** These keys are pressed, by an operator who reads what they are asked first. */
export function keys(...names: string[]): JobsEvent[] {
  return [...names.flatMap((key): JobsEvent[] => [...seen, { type: 'key', key }]), ...seen];
}

/** A picture of these jobs has been read. */
export function read(jobs: readonly Job[], given: Partial<CountedPicture> = {}): JobsEvent {
  return { type: 'picture', picture: pictureOf(jobs, given) };
}
