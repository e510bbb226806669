import type { Zone } from '../view/format/times.js';

/** How far this host's clocks are ahead of UTC at an instant, ms. */
function offsetAt(instant: number): number {
  const behind = new Date(instant).getTimezoneOffset();
  return Number.isNaN(behind) ? 0 : -behind * 60_000;
}

/** `+02:00`, `-03:30`. */
const offsetText = (ms: number) =>
  `${ms < 0 ? '-' : '+'}${new Date(Math.abs(ms)).toISOString().slice(11, 16)}`;

/** English names zones of its own countries alone: Europe's in Britain, America's in America. */
const countries = ['en-US', 'en-GB', 'en-AU', 'en-IN'];

function abbreviationAt(instant: number): string | null {
  for (const country of countries) {
    const parts = new Intl.DateTimeFormat(country, { timeZoneName: 'short' }).formatToParts(instant);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z]{2,5}$/.test(name)) return name;
  }
  return null;
}

/** Names by offset: to ask for one costs more than the row that it is in. */
const names = new Map<number, string>();

function nameAt(instant: number): string {
  const offset = offsetAt(instant);
  const name = names.get(offset) ?? abbreviationAt(instant) ?? offsetText(offset);
  names.set(offset, name);
  return name;
}

/** The zone of this host, or of the variable TZ: `CET` in winter and `CEST` in summer, else `+05:45`. */
export const localZone: Zone = { offsetAt, nameAt };
