import prettyMilliseconds from 'pretty-ms';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in its largest unit, truncated: `45s`, `2m`, `1h`, `3d`. Negative ones become `0s`. */
export function briefDuration(ms: number): string {
  const whole = wholeSeconds(ms);
  if (whole === 0) return '0s';
  const unit = whole < minute ? second : whole < hour ? minute : whole < day ? hour : day;
  return compactText(whole - (whole % unit));
}

/** Each frame shows the ages of all visible jobs, few of which have changed since the frame before. */
const compactTexts = new Map<number, string>();
const mostKept = 1000;

function compactText(ms: number): string {
  const known = compactTexts.get(ms);
  if (known !== undefined) return known;
  if (compactTexts.size >= mostKept) compactTexts.clear();
  const text = prettyMilliseconds(ms, { compact: true });
  compactTexts.set(ms, text);
  return text;
}

/** Time left: `45s`, `6m`, `1h 20m`, `3d 4h`, truncated; `1s` for anything between 0 and a second. */
export function etaText(ms: number): string {
  if (ms > 0 && ms < 1000) return '1s';
  const whole = wholeSeconds(ms);
  if (whole < hour) return briefDuration(whole);
  const unit = whole < day ? minute : hour;
  return prettyMilliseconds(whole - (whole % unit), { hideSeconds: true, unitCount: 2 });
}

/** How long something took: `<1s`, `45s`, `1m 40s`, `1h 20m`, `3d 4h`, truncated. */
export function spanText(ms: number): string {
  const whole = wholeSeconds(ms);
  if (whole === 0) return '<1s';
  return prettyMilliseconds(whole, { unitCount: 2 });
}

/** pretty-ms throws on values that aren't finite, and counts tenths of seconds. */
function wholeSeconds(ms: number): number {
  if (!Number.isFinite(ms) || ms <= 0) return 0;
  return Math.floor(Math.min(ms, Number.MAX_SAFE_INTEGER) / 1000) * 1000;
}
