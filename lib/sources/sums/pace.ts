import { endedByMinute, type QueuePace } from '../../model/forecast/pace.js';
import { earliest, latest, sumBy } from './added.js';

const minuteMs = 60_000;

/** How fast the jobs of several queues end together, as of the latest of their instants. */
export function mergedPace(all: readonly [QueuePace, ...QueuePace[]]): QueuePace {
  const at = Math.max(...all.map((pace) => pace.at));
  const minutes = all.map((pace) => endedByMinute(pace, at));
  const lastEndedAt = latest(all.map((pace) => pace.lastEndedAt));
  const isNow = (pace: QueuePace) => Math.floor(pace.at / minuteMs) === Math.floor(at / minuteMs);
  const isOfLastHour = (pace: QueuePace) =>
    pace.lastEndedAt !== null && lastEndedAt !== null && pace.lastEndedAt > lastEndedAt - 60 * minuteMs;
  return {
    at,
    ended: all[0].ended.map((_, minute) => sumBy(minutes, (ended) => ended[minute] ?? 0)),
    endedLately: sumBy(all.filter(isNow), ({ endedLately }) => endedLately),
    lastEndedAt,
    endedBefore: sumBy(all.filter(isOfLastHour), ({ endedBefore }) => endedBefore),
    oldestWaitingAt: earliest(all.map(({ oldestWaitingAt }) => oldestWaitingAt)),
    heldBack: sumBy(all, ({ heldBack }) => heldBack),
  };
}
