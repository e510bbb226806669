/** A number alone is one of seconds. */
const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/;
const milliseconds = [86_400_000, 3_600_000, 60_000, 1000] as const;

/**
 * For how long a command that looks once goes on trying, ms: nothing else is shown meanwhile, and a writer leaves a quiet
 * instant sooner or later.
 */
export const usualTimeoutMs = 10_000;

/** The longest duration that a timer can be set to, ms: almost 25 days. */
const longestDurationMs = 2_147_483_647;

/**
 * A duration such as `90s` or `90`, `10m`, `2h` or `1h30m` in ms; null if the text is no duration, or one too long for a
 * timer.
 */
export function durationIn(text: string): number | null {
  const sum = millisecondsIn(text);
  return sum !== null && sum <= longestDurationMs ? sum : null;
}

/** How far back to look: ms, more than 0, or `all` for all times; null if the text is neither. */
export function periodIn(text: string): number | 'all' | null {
  if (text.trim().toLowerCase() === 'all') return 'all';
  const sum = lengthIn(text);
  return sum !== null && sum > 0 ? sum : null;
}

/** A duration as {@link durationIn} reads it, however long. */
export function lengthIn(text: string): number | null {
  const sum = millisecondsIn(text);
  return Number.isSafeInteger(sum) ? sum : null;
}

function millisecondsIn(text: string): number | null {
  const match = parts.exec(text.trim().toLowerCase());
  // `1h30` might be minutes.
  if (match === null || match[0] === '' || /\D\d+$/.test(match[0])) return null;
  return milliseconds.reduce((total, unit, index) => total + unit * Number(match[index + 1] ?? 0), 0);
}

/** A duration as {@link durationIn} reads it, of whole seconds: `1h30m`, `90s`. */
export function durationText(ms: number): string {
  const units = [86_400, 3600, 60, 1];
  let left = Math.floor(ms / 1000);
  const text = units.map((unit, index) => {
    const count = Math.floor(left / unit);
    left -= count * unit;
    return count === 0 ? '' : `${count}${'dhms'[index]}`;
  });
  return text.join('') || '0s';
}

/** A point in time as operators type it: a number of ms ago, or ms since the epoch. */
export type PointInTime =
  | { readonly kind: 'ago'; readonly ms: number }
  | { readonly kind: 'at'; readonly ms: number };

const form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * `10m` ago, or a date with or without a time, such as `2026-01-13 10:38`: UTC unless it says otherwise. Null for
 * any other text.
 */
export function pointInTimeIn(text: string): PointInTime | null {
  // A number alone might be a year, or the seconds of another clock.
  const ago = /^\s*\d+\s*$/.test(text) ? null : lengthIn(text);
  if (ago !== null) return { kind: 'ago', ms: ago };
  const [, date, time = '00:00', zone = 'Z'] = form.exec(text.trim()) ?? [];
  if (date === undefined) return null;
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase().replace(/^(...)(\d\d)$/, '$1:$2')}`);
  // Date.parse takes the 31st of February for a day in March.
  const isReal = !Number.isNaN(ms) && new Date(`${date}T00:00Z`).toISOString().startsWith(date);
  return isReal ? { kind: 'at', ms } : null;
}

/**
 * The same for the end of a time: a day, a minute or a second that is named is included as a whole. A duration is that
 * long ago.
 */
export function endIn(text: string): PointInTime | null {
  const point = pointInTimeIn(text);
  if (point === null || point.kind === 'ago') return point;
  const [, , time = ''] = form.exec(text.trim()) ?? [];
  const unit = time === '' ? milliseconds[0] : time.length === 5 ? milliseconds[2] : milliseconds[3];
  return time.includes('.') ? point : { kind: 'at', ms: point.ms + unit - 1 };
}

/** A point in time as {@link pointInTimeIn} reads it; `end`: as {@link endIn} does. */
export function pointText(point: PointInTime, end = false): string {
  if (point.kind === 'ago') return durationText(point.ms);
  const units = milliseconds.filter((unit) => unit !== milliseconds[1]);
  const unit = units.find((each) => (point.ms + Number(end)) % each === 0) ?? 1;
  const [date = '', time = ''] = new Date(point.ms).toISOString().split('T');
  if (unit === milliseconds[0]) return date;
  return `${date} ${time.slice(0, unit === milliseconds[2] ? 5 : unit === milliseconds[3] ? 8 : 12)}`;
}
