import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { QueuePace } from '../../lib/model/forecast/pace.js';
import type { EndCounts } from '../../lib/model/monitoring/ends.js';
import type { Monitoring } from '../../lib/model/monitoring/monitoring.js';
import type { JobCounts, Picture } from '../../lib/model/picture.js';
import { jobWith, minute, now, pictureOf, sceneJobs } from '../view/scene.js';
import { keys, type Scenes } from './events.js';
import { unmigrated } from './monitoring-scene.js';

/** What a queue did in the last twelve minutes, a minute at a time, and what its record says. */
export interface Course {
  /** How many jobs wait now, and how many more there were each minute before. */
  readonly queued: number;
  readonly fewerPerMinute: number;
  readonly endedPerMinute: number;
  /** For how long nothing has ended, ms. */
  readonly still?: number;
  readonly counts?: Partial<JobCounts>;
  readonly troubles?: Picture['troubles'];
  readonly monitoring?: Monitoring;
}

const seenMinutes = 12;

/** A queued job in its place. */
const waitingJob = jobWith({
  ...{ id: '9', status: 'queued', statusText: 'QUEUED', name: 'fix_parser', version: '1.3' },
  startedAt: now - 14 * minute,
  waiting: { kind: 'line', place: 112 },
});

/** The pictures of a course: four a minute, the last of them now. */
export function seenIn(course: Course): readonly JobsEvent[] {
  const { queued, fewerPerMinute, still = 0, troubles } = course;
  return Array.from({ length: seenMinutes * 4 + 1 }, (_, index): JobsEvent => {
    const ago = (seenMinutes * 4 - index) * 15_000;
    const asOf = now - ago;
    const depth = Math.max(0, Math.round(queued + (fewerPerMinute * Math.max(0, ago - still)) / minute));
    const counts = { queued: depth, running: 3, complete: 1247, failed: 12, cancelled: 0, other: 0 };
    return {
      type: 'picture',
      picture: pictureOf([...sceneJobs, waitingJob], {
        asOf,
        counts: { ...counts, ...course.counts },
        pace: paceAt(asOf, course),
        ...(troubles === undefined ? {} : { troubles }),
        ...(course.monitoring === undefined
          ? {}
          : { monitoring: { ...course.monitoring, ends: endsAt(asOf, course) } }),
      }),
    };
  });
}

/** How many jobs end in the minute that begins then, as of `at`. */
function endedIn(begin: number, at: number, { endedPerMinute, still = 0 }: Course): number {
  const last = Math.min(at, now - still);
  const wave = 1 + 0.2 * Math.sin(begin / minute / 3);
  return Math.round((endedPerMinute * wave * Math.max(0, Math.min(minute, last - begin))) / minute);
}

function endsAt(at: number, course: Course): EndCounts {
  const first = Math.floor(at / minute) - 30;
  const done = Array.from({ length: 31 }, (_, step) => endedIn((first + step) * minute, at, course));
  return { periodMs: 15 * minute, first, done, failed: done.map(() => 0), recordedFrom: 0, of: null };
}

function paceAt(at: number, course: Course): QueuePace {
  const { endedPerMinute, still = 0 } = course;
  const whole = Math.floor(at / minute) * minute;
  const last = Math.min(at, now - still);
  const inMinute = (begin: number) => endedIn(begin, at, course);
  return {
    ...{ at, ended: Array.from({ length: 60 }, (_, index) => inMinute(whole - (60 - index) * minute)) },
    ...{ endedLately: inMinute(whole), lastEndedAt: last, endedBefore: endedPerMinute * 60 },
    ...{ oldestWaitingAt: now - 14 * minute - 20_000, heldBack: 0 },
  };
}

/** Queues that drain, grow and stand still. */
export const courses = {
  drains: { queued: 2000, fewerPerMinute: 55, endedPerMinute: 55 },
  grows: { queued: 2000, fewerPerMinute: -12, endedPerMinute: 55 },
  stalled: {
    ...{ queued: 2000, fewerPerMinute: 55, endedPerMinute: 55, still: 14 * minute },
    troubles: { gone: 0, silent: 3, stalled: 0 },
  },
} satisfies Readonly<Record<string, Course>>;

/** What becomes of the queue, above the list and in the monitoring panel. */
export const forecastScenes: Scenes = Object.fromEntries(
  Object.entries(courses).flatMap(([name, course]: [string, Course]) => [
    [`forecast-${name}`, [...seenIn(course), ...keys('G')]],
    [`forecast-${name}-monitoring`, [...seenIn({ ...course, monitoring: unmigrated }), ...keys('m')]],
  ]),
);
