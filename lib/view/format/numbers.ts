import prettyBytes from 'pretty-bytes';
import { grouped } from '../../model/text.js';
import type { Glyphs } from '../glyphs.js';

/** From this count on, digits would fill the line and mean nothing. */
const tooMany = 1e15;

/**
 * A count with thousands separators: `1,235`. Absurdly large ones as `1.0e+21`, anything that isn't a number as
 * `?`.
 */
export function countText(count: number): string {
  if (!Number.isFinite(count)) return '?';
  if (Math.abs(count) >= tooMany) return count.toExponential(1);
  return grouped(Math.trunc(count) + 0);
}

/** Stands for a count that isn't known yet. */
export function countingText({ ellipsis }: Pick<Glyphs, 'ellipsis'>): string {
  return `counting${ellipsis}`;
}

/** A count with its noun: `1 file`, `1,235 files`. The noun takes an s. */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${plural(count, noun)}`;
}

/** The noun in the form that goes with a count. */
export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

/** The workers of a number of jobs: `worker of 1 job`, `workers of 3 jobs`. One may run several. */
export function workersOf(jobs: number): string {
  return `${plural(jobs, 'worker')} of ${countOf(jobs, 'job')}`;
}

/** A position counted from 1: `1st`, `2nd`, `3rd`, `11th`, `10,002nd`. */
export function ordinalText(place: number): string {
  const isTeen = Math.floor((place % 100) / 10) === 1;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return countText(place) + ending;
}

/** A rate: `2.4/s`, `350/s`, below one a second per minute: `12/min`. Truncated, so never too high. */
export function rateText(perSecond: number): string {
  if (perSecond >= 10) return `${countText(perSecond)}/s`;
  if (perSecond >= 1) return `${Math.floor(perSecond * 10) / 10}/s`;
  const perMinute = perSecond * 60;
  return perMinute >= 1 ? `${Math.floor(perMinute)}/min` : `${Math.floor(perMinute * 60)}/h`;
}

const units = ['', 'k', 'M', 'G', 'T', 'P'];

/**
 * A rate's figure in at most four characters: `0.4`, `812`, `2.4k`, `31k`, `1.2M`. Truncated, so never too high.
 */
export function shortCount(count: number): string {
  if (!Number.isFinite(count)) return '?';
  let figure = Math.max(0, count);
  let unit = 0;
  while (figure >= 1000 && unit < units.length - 1) {
    figure /= 1000;
    unit += 1;
  }
  if (figure >= 1000) return '>999P';
  const hasTenths = figure < 10 && (unit > 0 || !Number.isInteger(figure));
  return `${hasTenths ? (Math.floor(figure * 10) / 10).toFixed(1) : Math.floor(figure)}${units[unit]}`;
}

/** A share as a whole percentage: `67%`. `100%` only for exactly 1, `0%` for anything that isn't a number. */
export function percentText(share: number): string {
  if (share >= 1) return '100%';
  return `${Math.min(99, Math.round(unit(share) * 100))}%`;
}

/** A pass rate with one decimal, `.0` dropped: `99.2%`, `23%`. `100%` only for exactly 1. */
export function passRateText(rate: number): string {
  if (rate >= 1) return '100%';
  return `${Math.min(99.9, Math.round(unit(rate) * 1000) / 10)}%`;
}

function unit(share: number): number {
  return Number.isNaN(share) ? 0 : Math.max(0, share);
}

/** Width of a progress bar, on screens of any width, in cells. */
export const barCells = 12;

/** How many of a bar's cells are filled: in proportion, and all of them only when all is done. */
export function filledCells(share: number): number {
  if (share >= 1) return barCells;
  return share > 0 ? Math.min(barCells - 1, Math.round(share * barCells)) : 0;
}

/** pretty-bytes has no unit beyond the yottabyte. */
const largest = 10n ** 27n;

/**
 * A size: `847 MB`, `1.2 GB`. One decimal under 10, none from 10 on, none for bytes; truncated rather than
 * rounded, so that it is never too much, and never 1000 of a unit.
 */
export function bytesText(bytes: bigint | number): string {
  if (typeof bytes === 'number' && !Number.isFinite(bytes)) return '?';
  const size = bytes < 0 ? -bytes : bytes;
  if (size >= largest) return bytes < 0 ? '-999 YB' : '999 YB';
  const digits = BigInt(typeof size === 'number' ? Math.trunc(size) : size).toString();
  // Told how many decimals there should be, pretty-bytes would load Node's tables of languages (see `grouped`).
  const text = prettyBytes(Number(truncated(digits)));
  const isShort = digits.length > 3 && /^\d /.test(text);
  return (bytes < 0 ? '-' : '') + (isShort ? text.replace(' ', '.0 ') : text);
}

/** The digits that are shown, then zeros: those before the thousands' separator, and one more after a single one. */
function truncated(digits: string): string {
  const leading = ((digits.length - 1) % 3) + 1;
  return digits.slice(0, leading === 1 ? 2 : leading).padEnd(digits.length, '0');
}
