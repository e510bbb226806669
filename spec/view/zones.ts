import type { Zone } from '../../lib/view/format/times.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a place show at an instant (ms since the epoch), as the tables of Node have it. */
export function clockIn(place: string, at: number): string {
  const known = formats.get(place);
  const format =
    known ?? new Intl.DateTimeFormat('sv-SE', { timeZone: place, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(place, format);
  return format.format(at);
}

function offsetAt(at: number): number {
  const whole = Math.floor(at / 1000) * 1000;
  return Date.parse(`${clockIn('Europe/Berlin', whole).replace(' ', 'T')}Z`) - whole;
}

/** Clocks there are an hour ahead of UTC in winter, and two in summer. */
export const berlin: Zone = {
  offsetAt,
  nameAt: (at) => (offsetAt(at) === 3_600_000 ? 'CET' : 'CEST'),
};
