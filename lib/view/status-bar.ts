import type { JobStatus } from '../model/job.js';
import type { JobCounts, JobTotals, Picture } from '../model/picture.js';
import { bytesText } from './format/bytes.js';
import { countingText, countText, plural } from './format/count.js';
import type { Line } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { fitLine, type Part, spansOf, widthOf } from './line.js';

/** In the order of SPEC 3.1; the first three are always shown, the others only where there are some. */
const shown: readonly { readonly status: JobStatus; readonly word: string; readonly always: boolean }[] = [
  { status: 'running', word: 'running', always: true },
  { status: 'complete', word: 'done', always: true },
  { status: 'failed', word: 'failed', always: true },
  { status: 'queued', word: 'queued', always: false },
  { status: 'cancelled', word: 'cancelled', always: false },
  { status: 'other', word: 'other', always: false },
];

/**
 * `counting…` while the queue is still being counted, else `↻ 2 running   ✓ 3 done   ✗ 1 failed   ◌ 45 queued` and at the right `1,235/1,247 files • 847 MB output`, in
 * exactly `width` cells. A notice, where there is one, takes the place of the totals, and nothing does where the
 * pipeline above says the same. Where room is short, words
 * give way first, those of the rarer counts before the others, then the parts at the right; a notice never does.
 */
export function statusLine(
  picture: Picture,
  width: number,
  glyphs: Glyphs,
  notice: readonly Part[] = [],
  { hasTotals = true }: { readonly hasTotals?: boolean } = {},
): Line {
  for (const [left, right] of statusVersions(picture, glyphs, notice, hasTotals)) {
    const distance = right.length > 0 ? 2 : 0;
    if (widthOf(left) + distance + widthOf(right) <= width) {
      return [...fitLine(spansOf(left), width - widthOf(right)), ...spansOf(right)];
    }
  }
  return fitLine(spansOf(notice.length > 0 ? notice : briefest(picture, glyphs)), width);
}

/** The fullest status line there is, in `width` cells or more. */
export function wholeStatusLine(picture: Picture, width: number, glyphs: Glyphs): Line {
  const [[left, right] = [[], []]] = statusVersions(picture, glyphs, [], true);
  return statusLine(picture, Math.max(width, widthOf(left) + 2 + widthOf(right)), glyphs);
}

type Version = readonly [left: readonly Part[], right: readonly Part[]];

function statusVersions(
  { counts, totals }: Picture,
  glyphs: Glyphs,
  notice: readonly Part[],
  hasTotals: boolean,
): Version[] {
  if (counts === null || totals === null) return [[counting(glyphs), notice]];
  if (notice.length > 0) return versions(counts, [notice], glyphs);
  return versions(counts, hasTotals ? totalsVersions(totals, glyphs) : [[]], glyphs);
}

function briefest({ counts }: Picture, glyphs: Glyphs): readonly Part[] {
  return counts === null ? counting(glyphs) : countsOf(counts, glyphs, { distance: 1, words: 'none' });
}

function counting(glyphs: Glyphs): readonly Part[] {
  return [{ text: countingText(glyphs), style: 'notice' }];
}

/** What the bar may say, the fullest version first. How much is done matters more than the words beside the signs. */
function versions(counts: JobCounts, rights: readonly (readonly Part[])[], glyphs: Glyphs): Version[] {
  const wordy = [
    countsOf(counts, glyphs, { distance: 3, words: 'all' }),
    countsOf(counts, glyphs, { distance: 2, words: 'all' }),
    countsOf(counts, glyphs, { distance: 2, words: 'main' }),
  ];
  const brief = countsOf(counts, glyphs, { distance: 2, words: 'none' });
  return [
    ...rights.slice(0, 2).flatMap((right) => wordy.map((left) => [left, right] as const)),
    ...rights.slice(0, 2).map((right) => [brief, right] as const),
    ...rights.slice(2).flatMap((right) => [...wordy, brief].map((left) => [left, right] as const)),
  ];
}

function totalsVersions(totals: JobTotals, glyphs: Glyphs): (readonly Part[])[] {
  return [totalsOf(totals, glyphs, ' output'), totalsOf(totals, glyphs, ''), filesOf(totals), []];
}

function countsOf(
  counts: JobCounts,
  glyphs: Glyphs,
  form: { readonly distance: number; readonly words: 'all' | 'main' | 'none' },
): Part[] {
  return shown
    .filter(({ status, always }) => always || counts[status] > 0)
    .flatMap(({ status, word, always }, index): Part[] => [
      {
        text: glyphs.statuses[status],
        style: status,
        ...(index > 0 ? { before: ' '.repeat(form.distance) } : {}),
      },
      {
        text: ` ${countText(counts[status])}${form.words === 'all' || (form.words === 'main' && always) ? ` ${word}` : ''}`,
        style: 'plain',
      },
    ]);
}

function totalsOf(totals: JobTotals, glyphs: Glyphs, word: string): Part[] {
  const files = filesOf(totals);
  if (totals.outputBytes <= 0n) return files;
  const output: Part = { text: `${bytesText(totals.outputBytes)}${word}`, style: 'plain' };
  return [...files, files.length > 0 ? { ...output, before: ` ${glyphs.bullet} ` } : output];
}

function filesOf({ filesProcessed, filesTotal }: JobTotals): Part[] {
  if (filesTotal <= 0) return [];
  const text = `${countText(filesProcessed)}/${countText(filesTotal)} ${plural(filesTotal, 'file')}`;
  return [{ text, style: 'plain' }];
}
