import prettyMilliseconds from 'pretty-ms';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in its largest unit, cut off: `45s`, `2m`, `1h`, `3d`. Negative ones count as none: `0s`. */
export function briefDuration(ms: number): string {
  const whole = wholeSeconds(ms);
  return whole === 0 ? '0s' : prettyMilliseconds(whole, { compact: true });
}

/** Time left: `45s`, `6m`, `1h 20m`, `3d 4h`, cut off; `1s` for anything under a second that isn't nothing. */
export function etaText(ms: number): string {
  if (ms > 0 && ms < 1000) return '1s';
  const whole = wholeSeconds(ms);
  if (whole < hour) return briefDuration(whole);
  const unit = whole < day ? minute : hour;
  return prettyMilliseconds(whole - (whole % unit), { hideSeconds: true, unitCount: 2 });
}

/** pretty-ms throws at what isn't finite, and counts tenths of seconds. */
function wholeSeconds(ms: number): number {
  if (!Number.isFinite(ms) || ms <= 0) return 0;
  return Math.floor(Math.min(ms, Number.MAX_SAFE_INTEGER) / 1000) * 1000;
}
