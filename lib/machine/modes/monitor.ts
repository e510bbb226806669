import { countedIn } from '../../model/databases.js';
import type { QueuePace } from '../../model/forecast/pace.js';
import { aheadOf } from '../../model/limits.js';
import { type DepthSample, metricsPeriod, monitoringPeriods } from '../../model/monitoring/monitoring.js';
import { sinkOrders, withSample } from '../../model/monitoring/rates.js';
import { baselineAfter } from '../../model/monitoring/sinks.js';
import type { Picture, PictureRequest } from '../../model/picture.js';
import { monitorUnits } from '../../model/saved-view.js';
import { scrolledTo } from '../lines/viewport.js';
import type { Step } from '../state/action.js';
import { pictureOf } from '../state/job-window.js';
import { type Monitor, monitorParts, nothingWatched, type Reset } from '../state/monitor-state.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, remembering, type Transition, type ViewMetrics } from '../transition.js';

/** How long the queue's depths that the dashboard has seen are kept, and how far apart they are, ms. */
const depthSpanMs = 3_600_000;
const depthGrain = 1000;
/** What was seen is remembered of this many choices of databases. */
const mostOthers = 8;

/** Opens the panel, and requests the data that the list doesn't have. */
export function enterMonitor(state: JobsState): Transition {
  return readAgain(state);
}

/** Closes it. A pause ends with it. */
export function leaveMonitor(state: JobsState): Transition {
  return readAgain(withMonitor(state, { paused: null }));
}

/** Scrolls the part in focus, if it has more lines than fit. */
export function scrollMonitor(state: JobsState, step: Step, { monitorSinks }: ViewMetrics): Transition {
  if (state.monitor.focus !== 'sinks') return goTo(state);
  const { visible, lines } = monitorSinks(state);
  return goTo(withMonitor(state, { sinksTop: scrolledTo(step, state.monitor.sinksTop, visible, lines) }));
}

/** Puts the focus on the next part, or the one before. */
export function moveFocus(state: JobsState, by: 1 | -1): JobsState {
  const at = monitorParts.indexOf(state.monitor.focus) + by;
  const focus = monitorParts[(at + monitorParts.length) % monitorParts.length] ?? 'queue';
  return withMonitor(state, { focus });
}

/**
 * Pauses the panel, or resumes it: then it shows everything that happened in the meantime, because that is in the
 * database.
 */
export function pauseMonitor(state: JobsState): Transition {
  const { paused, pace, reset, readPeriodMs } = state.monitor;
  if (paused !== null) return readAgain(withMonitor(state, { paused: null }));
  const picture = pictureOf(state.connection);
  return picture === null
    ? goTo(state)
    : goTo(withMonitor(state, { paused: { picture, pace, reset, readPeriodMs, at: nowOf(state, picture) } }));
}

/**
 * Counts this operator's statistics from now on; the database stays as it is. It ends a pause, so that what is
 * shown is what is counted from.
 */
export function resetMonitor(state: JobsState): Transition {
  const picture = pictureOf(state.connection);
  if (!picture?.monitoring || picture.counts === null) return goTo(state);
  const { counts, monitoring } = picture;
  const reset: Reset = { at: nowOf(state, picture), counts, sinks: monitoring.sinks };
  const notice = {
    tone: 'done',
    text: `Statistics reset (in this view only)${state.monitor.paused === null ? '' : '; the pause has ended'}`,
    at: null,
  } as const;
  return goTo({ ...withMonitor(state, { reset, paused: null, sinksTop: 0 }), notice });
}

/** Looks further back, or less far. */
export function zoomMonitor(state: JobsState, by: 1 | -1): Transition {
  const periodMs = monitoringPeriods[monitoringPeriods.indexOf(state.monitor.periodMs) + by];
  return periodMs === undefined ? goTo(state) : remembering(readAgain(withMonitor(state, { periodMs })));
}

/** Goes on from rows per second to bytes, and to jobs per minute, which may have to be read. */
export function switchUnit(state: JobsState): Transition {
  const next = monitorUnits[(monitorUnits.indexOf(state.monitor.unit) + 1) % monitorUnits.length];
  const changed = withMonitor(state, { unit: next ?? 'rows' });
  return remembering(next === 'jobs' ? readAgain(changed) : goTo(changed));
}

/** Sorts the sinks by the next order, from the first one on. */
export function sortSinks(state: JobsState): Transition {
  const next = sinkOrders[(sinkOrders.indexOf(state.monitor.sinksSortedBy) + 1) % sinkOrders.length];
  return goTo(withMonitor(state, { sinksSortedBy: next ?? 'name', sinksTop: 0 }));
}

/** The panel with what a new picture adds to it. */
export function watchedBy(before: Monitor, picture: Picture, request?: PictureRequest): Monitor {
  const monitor = turnedTo(before, countedIn(picture));
  const { reset } = monitor;
  const sinks = picture.monitoring?.sinks;
  const at = picture.asOf + aheadOf(picture);
  return {
    ...monitor,
    readPeriodMs:
      sinks === undefined ? null : (request?.monitoring?.periodMs ?? metricsPeriod(monitor.periodMs)),
    depthSeen: withDepth(monitor.depthSeen, { ...picture, asOf: at }),
    pace: picture.pace ?? paceUntil(monitor.pace, at),
    sinksSeen: sinks === undefined ? monitor.sinksSeen : withSample(monitor.sinksSeen, { at, sinks }),
    reset:
      reset === null || sinks === undefined ? reset : { ...reset, sinks: baselineAfter(reset.sinks, sinks) },
  };
}

/** The panel for these databases: what was seen of others says nothing about them. */
function turnedTo(monitor: Monitor, of: string): Monitor {
  if (monitor.of === of) return monitor;
  const { reset, depthSeen, pace, sinksSeen } = monitor;
  const others = [...monitor.ofOthers].filter(([each]) => each !== of && each !== monitor.of);
  const ofOthers = new Map([
    ...others.slice(1 - mostOthers),
    [monitor.of, { reset, depthSeen, pace, sinksSeen }],
  ]);
  return { ...monitor, ...(monitor.ofOthers.get(of) ?? nothingWatched), of, ofOthers };
}

/** If the clock was set back, an earlier pace lies in the future, and says nothing. */
function paceUntil(pace: QueuePace | null, now: number): QueuePace | null {
  return pace === null || pace.at > now ? null : pace;
}

function withDepth(seen: readonly DepthSample[], { asOf, counts }: Picture): readonly DepthSample[] {
  if (counts === null) return seen;
  const last = seen.at(-1);
  const sample: DepthSample = { at: asOf, depth: counts.queued };
  // The clock was set back: older samples would lie in the future, so they are dropped.
  if (last !== undefined && asOf < last.at) return [sample];
  const before = seen.at(-2);
  const merges = last !== undefined && before !== undefined && asOf - before.at < depthGrain;
  const earlier = merges ? seen.slice(0, -1) : seen;
  const first = earlier.findIndex(({ at }) => asOf - at <= depthSpanMs);
  return [...(first > 0 ? earlier.slice(first) : earlier), sample];
}

/**
 * The time at which the key was pressed if it is known, else the picture's, which may be older if nothing has
 * changed since.
 */
function nowOf({ pressedAt }: JobsState, { asOf }: Picture): number {
  return Math.max(pressedAt ?? asOf, asOf);
}

function withMonitor(state: JobsState, change: Partial<Monitor>): JobsState {
  return { ...state, monitor: { ...state.monitor, ...change } };
}
