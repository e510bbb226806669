import type { FaultyFile } from '../fault.js';

const outlook: readonly string[] = [
  'spec/model/forecast/finish-rate',
  'spec/model/forecast/seen-steps',
  'spec/model/forecast/outlook',
];
const pace: readonly string[] = ['spec/snapshot/queries/pace'];

/** What becomes of the queue: what is read for it, and what is said of it. */
export const forecast: readonly FaultyFile[] = [
  {
    file: 'lib/model/forecast/queue-pace.ts',
    checks: outlook,
    faults: [
      { before: 'minute === 0 ? pace.endedLately : 0', after: '0' },
      { before: 'Math.min(later, paceMinutes + 1)', after: 'Math.min(later, paceMinutes)' },
    ],
  },
  {
    file: 'lib/model/forecast/finish-rate.ts',
    checks: outlook,
    faults: [
      {
        before: 'withoutEvent(withoutIdle(minutes.slice(-period)))',
        after: 'withoutEvent(minutes.slice(-period))',
      },
      {
        before: 'withoutEvent(withoutIdle(minutes.slice(-period)))',
        after: 'withoutIdle(minutes.slice(-period))',
      },
      { before: 'leastEnds / 2', after: 'leastEnds' },
      { before: '() => sureEnds', after: '() => leastEnds' },
      { before: 'if (busy.length === 0) return [];', after: 'if (busy.length === 0) return minutes;' },
      { before: '* idle > missedEnds', after: '* idle > 0' },
      { before: ' || next > limit', after: '' },
    ],
  },
  {
    file: 'lib/model/forecast/net-change.ts',
    checks: outlook,
    faults: [
      { before: 'if (steps.length < Math.min(...periods) * stepsPerMinute) return null;', after: '' },
      { before: ' || times < signErrors', after: '' },
      { before: 'isExact: times >= figureErrors', after: 'isExact: true' },
      { before: 'events.has(index) ? usual : step', after: 'step' },
      { before: 'if (runs > 1) {', after: 'if (runs > 1e9) {' },
      { before: 'errorsApart * shorter.error', after: '1e9 * shorter.error' },
      { before: 'measures.at(stranger < 0 ? -1 : stranger - 1)', after: 'measures.at(0)' },
      { before: 'change = mean / block', after: 'change = mean' },
      { before: 'figureErrors = 16', after: 'figureErrors = 11' },
      { before: 'Math.max(error, Math.min', after: 'Math.max(error, 0 * Math.min' },
    ],
  },
  {
    file: 'lib/model/forecast/seen-steps.ts',
    checks: outlook,
    faults: [
      { before: 'at <= now && Number', after: 'Number' },
      { before: 'sample.at < before.at ||', after: '' },
      { before: 'gap < 0 ? samples : samples.slice(gap)', after: 'samples' },
      { before: ' && moved > mostInPause', after: '' },
    ],
  },
  {
    file: 'lib/model/forecast/stall.ts',
    checks: outlook,
    faults: [
      { before: 'counts.running > (troubles', after: 'counts.running >= (troubles' },
      { before: 'endedBefore < leastEnds ?', after: 'endedBefore < 0 ?' },
      { before: 'ms >= unusualMs(pace) || ', after: 'true || ' },
      { before: 'ms >= quietMs && ', after: '' },
      { before: 'ms >= quietMs && ms >= unusualMs(pace)', after: 'ms >= quietMs' },
      { before: ' || ms < leastPatienceMs', after: '' },
      { before: 'oldestWaitingAt ?? Number.POSITIVE_INFINITY', after: 'Number.POSITIVE_INFINITY' },
      { before: 'depth <= heldBack', after: 'depth < 0' },
    ],
  },
  {
    file: 'lib/model/forecast/outlook.ts',
    checks: [...outlook, 'spec/view/json', 'spec/view/outlook-words'],
    faults: [
      { before: 'if (ready <= 0) return', after: 'if (queued <= 0) return' },
      { before: "verdict.kind === 'stalled' ? null : perMinute,", after: 'perMinute,' },
      { before: "verdict.kind === 'stalled' ? null : surePerMinute,", after: 'surePerMinute,' },
      { before: 'Math.min(queued, pace?.heldBack ?? 0)', after: '0' },
      { before: 'queued === heldBack ? null :', after: '' },
      { before: 'pace === null || isQuiet(pace, now) ?', after: 'pace === null ?' },
      { before: "if (pace !== null && isQuiet(pace, now)) return { kind: 'unknown' };", after: '' },
      { before: 'if (net.perMinute > 0)', after: 'if (net.perMinute < 0)' },
    ],
  },
  {
    file: 'lib/snapshot/index/index-pace.ts',
    checks: pace,
    faults: [
      { before: 'end > last && end <= until', after: 'end > last' },
      { before: 'if (end > this.#until) return;', after: '' },
      { before: 'due > at ||', after: 'due >= at ||' },
      { before: 'Math.max(starts[slot] ?? Number.NaN, due)', after: '(starts[slot] ?? Number.NaN)' },
      { before: 'if (due > at', after: 'if (since > at' },
      { before: 'paused.size > 0 && paused.has', after: 'paused.size > 9 && paused.has' },
      { before: 'isLongAgo ? endsUntil(index, last) : minutes', after: 'minutes' },
      {
        before: "status === 'complete' || status === 'failed' ? hasEnded",
        after: "status === 'complete' ? hasEnded",
      },
    ],
  },
  {
    file: 'lib/snapshot/queries/read-pace.ts',
    checks: pace,
    faults: [
      { before: 'age >= 0 && age < freshFor', after: 'age < freshFor' },
      { before: 'Math.min(lastEnd, at)', after: 'lastEnd' },
      { before: 'endedIn(minute) + endedIn(minute + 1)', after: 'endedIn(minute)' },
      { before: 'isDated ? oldestWaitingAt : null', after: 'oldestWaitingAt' },
      { before: 'Math.min(at, lastEnd ?? at)', after: 'at' },
      { before: 'upTo(minute - 1)', after: 'upTo(minute)' },
    ],
  },
  {
    file: 'schema/queries/pace.sql',
    checks: pace,
    faults: [
      { before: 'BETWEEN 0 AND :until', after: '>= 0' },
      { before: ' AND NOT is_held', after: '' },
    ],
  },
  {
    file: 'schema/queries/pace_ends.sql',
    checks: pace,
    faults: [
      { before: ':from AND :until', after: ':from AND 9e18' },
      {
        before: 'ended_at >= 0 AND ',
        after: '',
        harmless: ':from is before 1970 only with a last end within its first hour',
      },
    ],
  },
];
