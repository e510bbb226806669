import { setTimeout as pause } from 'node:timers/promises';
import type { LogMatches, LogSearch, LogSearchResult } from '../../model/log.js';
import { nextTurn } from '../files/node-system.js';
import type { LineMatcher } from './line-matcher.js';
import type { LogBytes, LogResult, LogSource } from './log-bytes.js';
import { boundaries, longestLine } from './log-lines.js';
import { orStopped } from './save-log.js';
import { matchesForward, searchBackward, searchForward } from './search-stretch.js';

/**
 * A search or count runs for this long, ms, before others get their turn; a count then rests three times as long, so
 * that it takes at most a quarter of the time.
 */
const turnMs = 8;
const rest = 3 * turnMs;
/**
 * A log that is rewritten meanwhile is read again from the start at most this many times, and after that further
 * changes are ignored.
 */
const restarts = 3;

interface CountProgress {
  readonly place: number;
  readonly total: number;
  readonly before: number;
  readonly size: number;
}

const begin: CountProgress = { place: 0, total: 0, before: 0, size: 0 };

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
    const before: CountProgress = progress;
    const work = (bytes: LogBytes): CountProgress => advanceCount(bytes, matcher, at, before);
    const answer: LogResult<CountProgress> | 'stopped' = await orStopped(source.read(work), signal);
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

function advanceCount(bytes: LogBytes, matcher: LineMatcher, at: number, from: CountProgress): CountProgress {
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

/** How far a search has come. */
interface Progress {
  /** The beginning of the line where it started. */
  readonly origin: number;
  readonly place: number;
  readonly wrapped: boolean;
}

type Step =
  | { readonly kind: 'on'; readonly progress: Progress }
  | { readonly kind: 'found'; readonly start: number; readonly wrapped: boolean }
  | { readonly kind: 'none' };

/**
 * Searches for matching lines, first among those that begin at or after `from`, or, backwards, among those that
 * begin before it; then wraps around to all others. So the start of the last line found continues backwards, and
 * its end forwards.
 */
export async function searchLog(
  source: LogSource,
  matcher: LineMatcher,
  search: Pick<LogSearch, 'from' | 'direction'>,
  signal: AbortSignal,
): Promise<LogSearchResult> {
  if (matcher.isNothing) return { kind: 'none' };
  let progress: Progress | null = null;
  let edition: string | null = null;
  for (let again = 0; ; ) {
    const before: Progress | null = progress;
    const step = (bytes: LogBytes): Step => advance(bytes, matcher, search, before);
    const answer: LogResult<Step> | 'stopped' = await orStopped(source.read(step), signal);
    if (answer === 'stopped') return { kind: 'stopped' };
    if (answer.kind === 'none') return { kind: 'none' };
    if (answer.kind === 'problem') return answer;
    const isAnother: boolean = edition !== null && edition !== answer.edition;
    edition = answer.edition;
    if (isAnother && again < restarts) {
      again += 1;
      progress = null;
    } else if (answer.value.kind === 'on') progress = answer.value.progress;
    else return answer.value;
    await nextTurn();
  }
}

function advance(
  bytes: LogBytes,
  matcher: LineMatcher,
  { from, direction }: Pick<LogSearch, 'from' | 'direction'>,
  before: Progress | null,
): Step {
  const until = performance.now() + turnMs;
  let progress = before ?? startFrom(bytes, from);
  do {
    const step =
      direction === 'forward'
        ? forward(bytes, matcher, progress, until)
        : backward(bytes, matcher, progress, until);
    if (step.kind !== 'on') return step;
    progress = step.progress;
  } while (performance.now() < until);
  return { kind: 'on', progress };
}

function startFrom(bytes: LogBytes, from: number): Progress {
  const place = Math.floor(Math.min(Math.max(0, from || 0), bytes.size));
  const [origin = bytes.size] = boundaries(bytes, place, Math.min(bytes.size, place + 2 * longestLine));
  return { origin, place: origin, wrapped: false };
}

function forward(
  bytes: LogBytes,
  matcher: LineMatcher,
  { origin, place, wrapped }: Progress,
  until: number,
): Step {
  const limit = wrapped ? Math.min(bytes.size, origin) : bytes.size;
  if (place >= limit) {
    return wrapped ? { kind: 'none' } : { kind: 'on', progress: { origin, place: 0, wrapped: true } };
  }
  const { found, next } = searchForward(bytes, matcher, place, limit, until);
  if (found !== null) return { kind: 'found', start: found, wrapped };
  return { kind: 'on', progress: { origin, place: next, wrapped } };
}

function backward(
  bytes: LogBytes,
  matcher: LineMatcher,
  { origin, place, wrapped }: Progress,
  until: number,
): Step {
  const limit = wrapped ? Math.min(bytes.size, origin) : 0;
  if (Math.min(place, bytes.size) <= limit) {
    return wrapped
      ? { kind: 'none' }
      : { kind: 'on', progress: { origin, place: bytes.size, wrapped: true } };
  }
  const { found, next } = searchBackward(bytes, matcher, Math.min(place, bytes.size), limit, until);
  if (found !== null) return { kind: 'found', start: found, wrapped };
  return { kind: 'on', progress: { origin, place: next, wrapped } };
}
