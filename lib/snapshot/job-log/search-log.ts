import type { LogSearch, LogSearchResult } from '../../model/log.js';
import { nextTurn } from '../files/next-turn.js';
import { boundaries, longestLine } from './line-boundaries.js';
import type { LineMatcher } from './line-matcher.js';
import type { LogBytes } from './log-bytes.js';
import type { LogResult, LogSource } from './log-source.js';
import { searchBackward, searchForward } from './search-stretch.js';
import { orStopped } from './stop.js';

/** A search runs for this long, in ms, before others get their turn. */
const turnMs = 8;
/**
 * A log that is rewritten during the search is searched again from the start at most this many times, and after that
 * further changes are ignored.
 */
const restarts = 3;

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
