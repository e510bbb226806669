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

const [dayMs, , minuteMs] = milliseconds;

/** A point in time as operators type it. */
export type PointInTime =
  /** A number of ms ago. */
  | { readonly kind: 'ago'; readonly ms: number }
  /** Ms since the epoch. */
  | { readonly kind: 'at'; readonly ms: number }
  /** A time of a day that depends on when it is read, as it was typed: `16:40`, `yesterday`, `Tue 12:04 UTC`. */
  | { readonly kind: 'clock'; readonly text: string };

/** How far the clocks of a place are ahead of UTC at an instant, both in ms. */
export type OffsetAt = (instant: number) => number;

/** The clocks that the program goes by. */
export const utc: OffsetAt = () => 0;

/** The clocks of the place whose times are typed. Instants are in ms since the epoch. */
export interface Clocks {
  readonly offsetAt: OffsetAt;
  /** What their time is called at an instant: `UTC`, `CEST`, `+05:45`. */
  readonly nameAt: (instant: number) => string;
  readonly now: number;
}

/** Clocks that go by UTC. */
export const utcClocks: Clocks = { offsetAt: utc, nameAt: () => 'UTC', now: 0 };

/** The days of the week, from that with which the epoch began. */
const weekdays = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];
/** For a regular expression: a date, or a word for a day. */
export const dayForm =
  '\\d{4}-\\d\\d-\\d\\d|today|yesterday|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?';
const clockForm = '\\d\\d?:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?';
/** For a regular expression: names that zones of this host may have on the screen. */
export const zoneNames = 'UTC|GMT|BST|IST|MSK|[CEW]ES?T|[ECMPH][SD]T|AK[SD]T|A[CEW][SD]T|NZ[SD]T';
const zoneForm = 'Z| ?UTC| ?[+-]\\d\\d:?\\d\\d';
const form = new RegExp(`^(?:(${dayForm})(?:[T ](${clockForm}))?|(${clockForm}))(${zoneForm})?$`, 'i');

/** What a text names: a day, if any, how far into it, the length of what begins there, and minutes east of UTC, if told. */
function momentIn(text: string) {
  const [whole, day, later, time = later, zone] = form.exec(text) ?? [];
  const clock = Date.parse(`1970-01-01T${(time ?? '00:00').replace(/^\d:/, '0$&')}Z`);
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(zone ?? '') ?? [];
  if (whole === undefined || Number.isNaN(clock) || Number(hours) > 23 || Number(minutes) > 59) return null;
  const offset = sign === undefined ? 0 : Number(`${sign}1`) * (60 * Number(hours) + Number(minutes));
  const named = time === undefined ? dayMs : time.includes('.') ? 1 : milliseconds[time.split(':').length];
  return { day: day?.toLowerCase(), clock, unit: named ?? 1, offset: zone === undefined ? null : offset };
}

/**
 * `10m` ago; a date with or without a time, such as `2026-01-13 10:38`; or what depends on the time at which it is read:
 * `16:40`, `yesterday`, `Tue 12:04`. By these clocks unless it says otherwise: what doesn't is given their offset, so that
 * it means the same wherever it is read. Null for any other text.
 */
export function pointInTimeIn(text: string, clocks = utcClocks): PointInTime | null {
  return pointIn(text.trim(), false, clocks);
}

/**
 * A point in time that ends a period, as operators type it: a day, a minute or a second that is named is included as a
 * whole. A duration is that long ago.
 */
export function endIn(text: string, clocks = utcClocks): PointInTime | null {
  return pointIn(text.trim(), true, clocks);
}

function pointIn(typed: string, isEnd: boolean, clocks: Clocks): PointInTime | null {
  // A number alone might be a year, or the seconds of another clock.
  const ago = /^\d+$/.test(typed) ? null : lengthIn(typed);
  if (ago !== null) return { kind: 'ago', ms: ago };
  const text = withOffset(typed, clocks);
  const moment = momentIn(text);
  if (moment === null) return null;
  const { day, clock, unit, offset } = moment;
  if (day === undefined || !/^\d/.test(day)) {
    if (clock >= dayMs) return null;
    const meant = { kind: 'clock', text } as const;
    const ahead = offset === null ? clocks.offsetAt(pointAt(meant, clocks.now, clocks)) : 0;
    return ahead === 0 ? meant : { kind: 'clock', text: text + offsetText(ahead) };
  }
  const midnight = Date.parse(`${day}T00:00Z`);
  // Date.parse takes the 31st of February for a day in March.
  const isReal = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  const ahead = offset === null ? aheadOf(midnight + clock, clocks.offsetAt) : offset * minuteMs;
  return isReal ? { kind: 'at', ms: midnight + clock - ahead + (isEnd ? unit - 1 : 0) } : null;
}

const halfYearMs = 182 * dayMs;

/** What the time of these clocks is called now, and what it was called half a year ago. */
export function zonesOf({ nameAt, now }: Clocks): readonly string[] {
  return [nameAt(now), nameAt(now - halfYearMs)];
}

/** Whether {@link pointInTimeIn} understands a text by clocks whose zones are called so. */
export function isPointInTime(text: string, zones: readonly string[]): boolean {
  return pointInTimeIn(text, { ...utcClocks, nameAt: (at) => zones[at < 0 ? 1 : 0] ?? '' }) !== null;
}

/** A time with the offset of these clocks in place of the name that they give it. */
function withOffset(text: string, clocks: Clocks): string {
  return text.replace(/ ?(?<![a-z])(?!utc$)([a-z]+)$/i, (whole, name: string) => {
    const at = zonesOf(clocks).indexOf(name.toUpperCase());
    return at < 0 ? whole : offsetText(clocks.offsetAt(clocks.now - at * halfYearMs));
  });
}

/** How far clocks are ahead of UTC when they show a time, given as if it were UTC; all in ms. */
function aheadOf(shown: number, offsetAt: OffsetAt): number {
  return offsetAt(shown - offsetAt(shown));
}

/** `+02:00`, `-03:30`: how far clocks are ahead, ms. */
export function offsetText(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${new Date(Math.abs(ms)).toISOString().slice(11, 16)}`;
}

/**
 * A point in time as of `now`, both in ms since the epoch. A time of day, or on a day of the week, is the last one that has
 * passed; the end of a time that begins at `from` is the first one after that, if it would be earlier. `offsetAt`: of the
 * place whose clock is meant where no zone is named.
 */
export function pointAt(
  point: PointInTime,
  now: number,
  { end = null, offsetAt = utc }: { end?: { readonly from: number | null } | null; offsetAt?: OffsetAt } = {},
): number {
  if (point.kind !== 'clock') return point.kind === 'ago' ? now - point.ms : point.ms;
  const { day, clock, unit, offset } = momentIn(point.text) ?? { clock: 0, unit: 1, offset: 0 };
  const ahead = (instant: number) => (offset === null ? offsetAt(instant) : offset * minuteMs);
  const instant = (local: number) => local - ahead(local - ahead(now)) + (end === null ? 0 : unit - 1);
  const midnight = Math.floor((now + ahead(now)) / dayMs) * dayMs;
  if (day === 'today') return instant(midnight + clock);
  if (day === 'yesterday') return instant(midnight - dayMs + clock);
  const period = day === undefined ? dayMs : weekdays.length * dayMs;
  const first = Math.max(0, weekdays.indexOf(day?.slice(0, 3) ?? '')) * dayMs + clock;
  const last = (at: number) => instant(first + Math.floor((at + ahead(at) - first) / period) * period);
  const from = end?.from ?? Number.NEGATIVE_INFINITY;
  return last(now) < from ? last(from + period - 1) : last(now);
}

/** A point in time as {@link pointInTimeIn} reads it by the same clocks; `end`: as {@link endIn} does. */
export function pointText(point: PointInTime, end = false, clocks = utcClocks): string {
  if (point.kind === 'ago') return durationText(point.ms);
  if (point.kind === 'clock') {
    const read = pointIn(point.text, end, clocks);
    // It was typed where clocks go by UTC.
    return read?.kind === 'clock' && read.text !== point.text ? `${point.text} UTC` : point.text;
  }
  const units = milliseconds.filter((unit) => unit !== milliseconds[1]);
  const shown = point.ms + clocks.offsetAt(point.ms);
  const unit = units.find((each) => (shown + Number(end)) % each === 0) ?? 1;
  const [date = '', time = ''] = new Date(shown).toISOString().split('T');
  if (unit === milliseconds[0]) return date;
  return `${date} ${time.slice(0, unit === milliseconds[2] ? 5 : unit === milliseconds[3] ? 8 : 12)}`;
}
