import { instantText } from './instant.js';

const dayMs = 86_400_000;
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * When something was, UTC, both in ms since the epoch: `12:04` today, `Tue 12:04` in the last six days, else
 * `2026-01-20 12:04`.
 */
export function dayClockText(at: number, now: number): string {
  return withDay(at, now, 16);
}

/** The same to the second: `12:04:05`. */
export function daySecondsText(at: number, now: number): string {
  return withDay(at, now, 19);
}

/** `end`: how much of `2026-01-20 12:04:05` is said. */
function withDay(at: number, now: number, end: number): string {
  const text = instantText(at);
  const ago = Math.floor(now / dayMs) - Math.floor(at / dayMs);
  const clock = text.slice(11, end);
  if (text === '' || ago === 0) return clock;
  if (ago < 0 || ago > 6) return text.slice(0, end);
  return `${days[new Date(at).getUTCDay()] ?? ''} ${clock}`;
}
