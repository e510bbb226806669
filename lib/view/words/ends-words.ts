import { type Trend, trend } from '../../model/monitoring/columns.js';
import { type Compared, sumOver } from '../../model/monitoring/ends.js';
import type { ViewContext } from '../context.js';
import { countOf, countText, shortCount } from '../format/numbers.js';
import { briefDuration, spanText } from '../format/times.js';
import { type Segment, words } from './segments.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What ended in a period and in the one before it, in words, each in several versions, the fullest first. */
interface EndsInWords {
  readonly jobs: readonly Segment[];
  readonly failed: readonly Segment[];
}

/** `7d`, `24h`, `15m`: a day is told in hours, as everybody does. */
export function periodText(periodMs: number): string {
  return periodMs === 24 * hourMs ? '24h' : briefDuration(periodMs);
}

/**
 * `12.4 jobs/min, was 10.1/min in the 24h before ▲` and `17 failed, 4 before ▲`, at an instant, ms. Where the database
 * doesn't keep jobs for as long, it says since when, in place of a comparison with less than a period, and a rate is that of
 * the time on record; nothing where `recordedFrom` is absent.
 */
export function endsInWords(
  { stepMs, lastMs, ...counts }: Compared,
  { periodMs, recordedFrom }: { readonly periodMs: number; readonly recordedFrom?: number | null },
  now: number,
  context: Pick<ViewContext, 'glyphs'>,
): EndsInWords {
  const recordMs = recordedFrom == null ? Number.POSITIVE_INFINITY : Math.max(0, now - recordedFrom);
  // What isn't on record of all is no part of the rate.
  const steps = recordMs < periodMs ? Math.ceil((recordMs - lastMs) / stepMs) + 1 : counts.jobs.length;
  const ended = sumOver(counts.jobs.slice(-Math.max(1, steps)), stepMs);
  const jobs = { count: ended.count, ms: Math.min(ended.ms - (stepMs - lastMs), recordMs) };
  const before = sumOver(counts.jobsBefore, stepMs);
  const [failed, failedBefore] = [sumOver(counts.failed, stepMs), sumOver(counts.failedBefore, stepMs)];
  const isWhole = before.ms >= periodMs;
  // Both have the same unit; of very few jobs, the numbers say more than a rate.
  const fastest = Math.max(perMs(jobs, hourMs), perMs(before, hourMs));
  const unit = fastest >= 60 ? minuteMs : hourMs;
  const [rate, rateBefore] = [perMs(jobs, unit), perMs(before, unit)];
  const isRate = fastest >= 1;
  const perUnit = unit === minuteMs ? '/min' : '/h';
  const rateNow = isRate
    ? `${rateText(rate)} ${rateText(rate) === '1' ? 'job' : 'jobs'}${perUnit}`
    : countOf(jobs.count, 'job');
  const wasText = isRate ? `was ${rateText(rateBefore)}${perUnit}` : countText(before.count);
  const failedNow = `${countText(failed.count)} failed`;
  const failedStyle = failed.count > 0 ? 'failed' : 'dim';
  if (!isWhole)
    return {
      jobs: [...sinceTexts(recordedFrom, recordMs, periodMs), ''].map((since) => [
        ...words(rateNow, 'strong'),
        ...words(since, 'dim'),
      ]),
      failed: [words(failedNow, failedStyle)],
    };
  const sign = (one: number, other: number) =>
    one === 0 && other === 0 ? [] : words(` ${trendSign(trend(one, other), context)}`, 'notice');
  const span = periodMs === hourMs ? 'hour' : periodText(periodMs);
  return {
    jobs: [`, ${wasText} in the ${span} before`, `, ${wasText} before`, ''].map((text) => [
      ...words(rateNow, 'strong'),
      ...words(text, 'dim'),
      ...sign(rate, rateBefore),
    ]),
    failed: [`, ${countText(failedBefore.count)} before`, ''].map((text) => [
      ...words(failedNow, failedStyle),
      ...words(text, 'dim'),
      ...sign(failed.count, failedBefore.count),
    ]),
  };
}

/** Why there is no comparison. */
function sinceTexts(
  recordedFrom: number | null | undefined,
  recordMs: number,
  periodMs: number,
): readonly string[] {
  if (recordedFrom === undefined) return [];
  if (recordedFrom === null) return [', nothing done on record', ', none done'];
  const span = spanText(recordMs);
  return recordMs < periodMs
    ? [` over the ${span} on record`, ` over ${span}`]
    : [`, on record for ${span} only`, `, on record for ${span}`];
}

function perMs({ count, ms }: { readonly count: number; readonly ms: number }, unit: number): number {
  return ms <= 0 ? 0 : (count * unit) / ms;
}

/** Few jobs aren't none. */
function rateText(rate: number): string {
  return rate > 0 && rate < 0.1 ? '<0.1' : shortCount(rate);
}

/** What is said where a queue keeps no jobs that are done; `title`: its name, null where there are several. */
export function unrecordedText(title: string | null): string {
  return `${title ?? 'This queue'} keeps no jobs that are done, so how many ended is not known.`;
}

/** `scale 0-20 jobs/min`, for a chart whose full height is that many a minute; below one `0-3 jobs/h`. */
export function scaleText(top: number): string {
  return `scale 0-${top >= 1 ? `${shortCount(top)} jobs/min` : `${shortCount(top * 60)} jobs/h`}`;
}

/** The rates of a period's steps in at most `most` columns of equal time, jobs or failures a minute. */
export function rateColumns(
  counts: readonly (number | null)[],
  { stepMs }: Pick<Compared, 'stepMs'>,
  most: number,
): readonly (number | null)[] {
  const columns = Math.max(1, Math.min(most, counts.length));
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * counts.length) / columns);
    const { count, ms } = sumOver(
      counts.slice(from, Math.floor(((column + 1) * counts.length) / columns)),
      stepMs,
    );
    return ms === 0 ? null : (count * minuteMs) / ms;
  });
}

/** Whether a figure is above or below its average, as a sign; a blank where that isn't known. */
export function trendSign(way: Trend | null, context: Pick<ViewContext, 'glyphs'>): string {
  const { up, down } = context.glyphs;
  switch (way) {
    case 'up':
      return up;
    case 'down':
      return down;
    case 'level':
      return '=';
    case null:
      return ' ';
  }
}
