import { setTimeout as pause } from 'node:timers/promises';
import type { LogMatches } from '../../model/log.js';
import type { LineMatcher } from './line-matcher.js';
import type { LogBytes } from './log-bytes.js';
import type { LogResult, LogSource } from './log-source.js';
import { matchesForward } from './search-stretch.js';
import { orStopped } from './stop.js';

/**
 * After this time, ms, others get their turn; then the count rests three times as long, so that it takes at most a
 * quarter of the time.
 */
const turnMs = 8;
const rest = 3 * turnMs;
/**
 * A log that is rewritten during the count is counted again at most this many times, and after that further changes are
 * ignored.
 */
const restarts = 3;

interface Progress {
  readonly place: number;
  readonly total: number;
  readonly before: number;
  readonly size: number;
}

const begin: Progress = { place: 0, total: 0, before: 0, size: 0 };

/** Counts the lines with a match: all of them, and those that begin before `at` (bytes). */
export async function countLogMatches(
  source: LogSource,
  matcher: LineMatcher,
  at: number,
  signal: AbortSignal,
): Promise<LogMatches> {
  if (matcher.isNothing) return { kind: 'none' };
  let progress = begin;
  let edition: string | null = null;
  for (let again = 0; ; ) {
    const before: Progress = progress;
    const work = (bytes: LogBytes): Progress => advance(bytes, matcher, at, before);
    const answer: LogResult<Progress> | 'stopped' = await orStopped(source.read(work), signal);
    if (answer === 'stopped') return { kind: 'stopped' };
    if (answer.kind !== 'value') return answer.kind === 'none' ? { kind: 'none' } : answer;
    const isAnother: boolean = edition !== null && edition !== answer.edition;
    edition = answer.edition;
    if (isAnother && again < restarts) {
      again += 1;
      progress = begin;
    } else {
      progress = answer.value;
      if (progress.place >= progress.size) {
        return { kind: 'counted', total: progress.total, before: progress.before, size: progress.size };
      }
    }
    if (!(await rested(signal))) return { kind: 'stopped' };
  }
}

function advance(bytes: LogBytes, matcher: LineMatcher, at: number, from: Progress): Progress {
  const until = performance.now() + turnMs;
  let { place, total, before } = from;
  while (place < bytes.size) {
    const { found, next } = matchesForward(bytes, matcher, place, bytes.size, until);
    total += found.length;
    before += found.filter(({ start }) => start < at).length;
    place = next;
    if (performance.now() >= until) break;
  }
  return { place, total, before, size: bytes.size };
}

/** False if the count was cancelled in the meantime. */
function rested(signal: AbortSignal): Promise<boolean> {
  return pause(rest, true, { signal }).catch(() => false);
}
