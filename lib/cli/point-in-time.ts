import { durationIn } from './duration.js';

/** A point in time as the command line takes it: a number of ms ago, or ms since the epoch. */
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
  const ago = /^\s*\d+\s*$/.test(text) ? null : durationIn(text);
  if (ago !== null) return { kind: 'ago', ms: ago };
  const [, date, time = '00:00', zone = 'Z'] = form.exec(text.trim()) ?? [];
  if (date === undefined) return null;
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase().replace(/^(...)(\d\d)$/, '$1:$2')}`);
  // Date.parse takes the 31st of February for a day in March.
  const isReal = !Number.isNaN(ms) && new Date(`${date}T00:00Z`).toISOString().startsWith(date);
  return isReal ? { kind: 'at', ms } : null;
}
