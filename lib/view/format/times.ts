import prettyMilliseconds from 'pretty-ms';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** As pretty-ms counts it. */
const year = 365 * day;

/** A duration in its largest unit, truncated: `45s`, `2m`, `1h`, `3d`. Negative ones become `0s`. */
export function briefDuration(ms: number): string {
  const whole = wholeSeconds(ms);
  if (whole === 0) return '0s';
  const unit = whole < minute ? second : whole < hour ? minute : whole < day ? hour : day;
  return compactText(whole - (whole % unit));
}

/** Each frame shows the ages of all visible jobs, few of which have changed since the frame before. */
const compactTexts = new Map<number, string>();
const mostCached = 1000;

function compactText(ms: number): string {
  const known = compactTexts.get(ms);
  if (known !== undefined) return known;
  if (compactTexts.size >= mostCached) compactTexts.clear();
  const text = prettyMilliseconds(ms, { compact: true });
  compactTexts.set(ms, text);
  return text;
}

/** Time left: `45s`, `6m`, `1h 20m`, `3d 4h`, truncated; `1s` for anything between 0 and a second. */
export function etaText(ms: number): string {
  if (ms > 0 && ms < 1000) return '1s';
  const whole = wholeSeconds(ms);
  return whole < hour ? briefDuration(whole) : inTwoUnits(whole);
}

/** How long something took: `<1s`, `45s`, `1m 40s`, `1h 20m`, `3d 4h`, truncated. */
export function spanText(ms: number): string {
  const whole = wholeSeconds(ms);
  return whole === 0 ? '<1s' : inTwoUnits(whole);
}

/** In its largest unit and the next smaller one: `1h` for an hour and some seconds, which would tick. */
function inTwoUnits(ms: number): string {
  const unit = ms < hour ? second : ms < day ? minute : ms < year ? hour : day;
  return prettyMilliseconds(ms - (ms % unit), { unitCount: 2 });
}

/** pretty-ms throws on values that aren't finite, and counts tenths of seconds. */
function wholeSeconds(ms: number): number {
  if (!Number.isFinite(ms) || ms <= 0) return 0;
  return Math.floor(Math.min(ms, Number.MAX_SAFE_INTEGER) / 1000) * 1000;
}

const newest = 10_000;
/** The clocks of two hosts may differ by this much, ms; times further ahead are taken to be in the future. */
const clockSkewMs = 5 * 60_000;

/**
 * How long ago an instant was, both in ms since the epoch: `just now` under ten seconds and up to five minutes
 * ahead, else `45s ago`, `2m ago`, `1h ago`, `3d ago`; `in 3d` for times in the future. Empty if unknown.
 */
export function ageText(then: number | null, now: number): string {
  if (then === null || !Number.isFinite(then)) return '';
  const age = now - then;
  if (age < -clockSkewMs) return `in ${briefDuration(-age)}`;
  return age < newest ? 'just now' : `${briefDuration(age)} ago`;
}

/** A time zone. Instants are in ms since the epoch. */
export interface Zone {
  /** How far its clocks are ahead of UTC at an instant, ms. */
  readonly offsetAt: (instant: number) => number;
  /** What its time is called at an instant: `UTC`, `CEST`, `+05:45`. */
  readonly nameAt: (instant: number) => string;
}

/** Coordinated universal time. */
export const utcZone: Zone = { offsetAt: () => 0, nameAt: () => 'UTC' };

/** What a time is written by. */
export interface Clock {
  /** The time now, ms since the epoch. */
  readonly now: number;
  readonly zone: Zone;
  /** Whether rows show times in place of ages; default: no. */
  readonly showsTimes?: boolean;
}

/**
 * What a zone's clocks show at an instant (ms since the epoch), as `2026-01-13 10:38:15`; empty for null and for instants
 * beyond the calendar.
 */
function clockFace(instant: number | null, { offsetAt }: Zone): string {
  if (instant === null || !Number.isFinite(instant) || Math.abs(instant) > 8.64e15) return '';
  const shown = instant + offsetAt(instant);
  return Math.abs(shown) <= 8.64e15 ? new Date(shown).toISOString().slice(0, -5).replace('T', ' ') : '';
}

/**
 * An instant (ms since the epoch) as `2026-01-13 10:38:15 UTC`; empty for null and for instants beyond the
 * calendar.
 */
export function instantText(instant: number | null, zone: Zone): string {
  const text = clockFace(instant, zone);
  return text === '' || instant === null ? '' : `${text} ${zone.nameAt(instant)}`;
}

const dayMs = 86_400_000;

/** Which day of its calendar it is in the zone; days of 23 or 25 hours count as one, as any other. */
function dayIn({ offsetAt }: Zone, instant: number): number {
  return Math.floor((instant + offsetAt(instant)) / dayMs);
}

/**
 * An instant relative to today, both in ms since the epoch: `14:07 UTC` today, `tomorrow 02:00 UTC`, `yesterday
 * 23:10 UTC`, else `2026-01-20 02:00 UTC`; `to` the second, `14:07:30 UTC`. Empty if it is beyond the calendar.
 */
export function clockText(at: number, { now, zone }: Clock, to: 'minutes' | 'seconds' = 'minutes'): string {
  const text = clockFace(at, zone);
  if (text === '') return '';
  const [date = '', time = ''] = text.split(' ');
  const clock = `${time.slice(0, to === 'minutes' ? 5 : 8)} ${zone.nameAt(at)}`;
  const days = dayIn(zone, at) - dayIn(zone, now);
  if (days === 0) return clock;
  if (days === 1) return `tomorrow ${clock}`;
  return days === -1 ? `yesterday ${clock}` : `${date} ${clock}`;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * When something was, in ms since the epoch: `12:04 UTC` today, `Tue 12:04 UTC` in the last six days, else `2026-01-20
 * 12:04 UTC`. Empty if it is beyond the calendar.
 */
export function dayClockText(at: number, clock: Clock): string {
  const text = withDay(at, clock, 16);
  return text === '' ? '' : `${text} ${clock.zone.nameAt(at)}`;
}

/** When something was, as {@link dayClockText} says it, but to the second and without the zone: `12:04:05`. */
export function daySecondsText(at: number, clock: Clock): string {
  return withDay(at, clock, 19);
}

/** `end`: how much of `2026-01-20 12:04:05` is said. */
function withDay(at: number, { now, zone }: Clock, end: number): string {
  const text = clockFace(at, zone);
  if (text === '') return '';
  const ago = dayIn(zone, now) - dayIn(zone, at);
  const clock = text.slice(11, end);
  if (ago === 0) return clock;
  if (ago < 0 || ago > 6) return text.slice(0, end);
  return `${days[new Date(at + zone.offsetAt(at)).getUTCDay()] ?? ''} ${clock}`;
}

/**
 * When something was, in a row: how long ago, as {@link ageText} says it; where rows show times `14:10 UTC`, `Tue 14:10
 * UTC`, and of days longer ago or ahead the date alone: `2026-01-20 UTC`. Empty if unknown.
 */
export function whenText(at: number | null, clock: Clock): string {
  if (!clock.showsTimes) return ageText(at, clock.now);
  const text = at === null ? '' : withDay(at, clock, 16);
  const short = text.length > 'Tue 14:10'.length ? text.slice(0, 'YYYY-MM-DD'.length) : text;
  return text === '' || at === null ? '' : `${short} ${clock.zone.nameAt(at)}`;
}

/** How many cells {@link whenText} has in a column: `ageCells` for ages, else enough for a date and the zone's name. */
export function whenCells({ now, zone, showsTimes }: Clock, ageCells: number): number {
  if (!showsTimes) return ageCells;
  const names = [now, now - year / 2].map((at) => zone.nameAt(at).length);
  return Math.max(ageCells, 'YYYY-MM-DD '.length + Math.max(...names));
}
