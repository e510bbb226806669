import { countsAny } from '../model/databases.js';
import type { JobStatus } from '../model/job.js';
import type { JobCounts, JobTotals, Picture } from '../model/picture.js';
import { type TroubleCounts, troubleKinds } from '../model/worker.js';
import type { ViewContext } from './context.js';
import { bytesText } from './format/bytes.js';
import { countingText, countText, plural } from './format/count.js';
import { shortCount } from './format/short-count.js';
import type { Line } from './frame.js';
import type { Segment } from './job/segments.js';
import { statusWords } from './names.js';
import { outlookVersions } from './outlook-words.js';
import { fitLine, type Part, spansOf, widthOf } from './text/line.js';

interface Shown {
  readonly status: JobStatus;
  readonly word: string;
  readonly always: boolean;
}

/** In the order of behaviour 3.1; the first three are always shown, the others only if there are any. */
const shown: readonly Shown[] = [
  { status: 'running', word: statusWords.running, always: true },
  { status: 'complete', word: statusWords.complete, always: true },
  { status: 'failed', word: statusWords.failed, always: true },
  { status: 'queued', word: statusWords.queued, always: false },
  { status: 'cancelled', word: statusWords.cancelled, always: false },
  { status: 'other', word: statusWords.other, always: false },
];

/**
 * `counting…` while the queue is still being counted, else `↻ 2 running   ✓ 3 done   ✗ 1 failed   ◌ 45 queued` and on
 * the right `1,235/1,247 files • 847 MB output`, in exactly `width` cells. A notice takes the place of the totals, and
 * they are left out if the pipeline above says the same. If room is short, first the totals are left out, then the
 * words of signs that are known from the list, then digits, then the outlook (`◌ 45 queued • 55/min • empty in ~36m`),
 * then the rarest counts, and then the notice is cut. A rare sign never appears without its word.
 */
export function statusLine(
  picture: Picture,
  width: number,
  context: ViewContext,
  notice: readonly Part[] = [],
  { hasTotals = true, hasOutlook = true }: StatusParts = {},
): Line {
  for (const [left, right] of statusVersions(picture, context, notice, { hasTotals, hasOutlook })) {
    const distance = right.length > 0 ? 2 : 0;
    if (widthOf(left) + distance + widthOf(right) <= width) {
      return [...fitLine(spansOf(left), width - widthOf(right)), ...spansOf(right)];
    }
  }
  return fitLine(spansOf(notice.length > 0 ? notice : counting(picture, context)), width);
}

/** Whether the whole outlook fits into a status line of `width` cells without any count being shortened. */
export function outlookFits({ counts, troubles }: Picture, width: number, context: ViewContext): boolean {
  if (counts === null || counts.queued === 0) return true;
  const [fullest = []] = outlookVersions(context.outlook, context);
  return forms(counts)
    .filter(({ figure }) => figure === countText)
    .some((form) => widthOf(countsOf(counts, troubles, context, form, fullest)) <= width);
}

/** The outlook on a line of its own: `◌ 55/min • growing 12/min, will not drain`. */
export function outlookParts(context: ViewContext): readonly Part[] {
  const [fullest] = outlookVersions(context.outlook, context);
  if (fullest === undefined) return [];
  return [{ text: `${context.glyphs.statuses.queued} `, style: 'queued' }, ...fullest];
}

/** The longest version of the status line, in at least `width` cells. */
export function wholeStatusLine(picture: Picture, width: number, context: ViewContext): Line {
  const [[left, right] = [[], []]] = statusVersions(picture, context, [], wholeBar);
  return statusLine(picture, Math.max(width, widthOf(left) + 2 + widthOf(right)), context);
}

/** What the bar has beside counts. */
interface StatusParts {
  readonly hasTotals?: boolean;
  readonly hasOutlook?: boolean;
}

const wholeBar: StatusParts = { hasTotals: true, hasOutlook: true };

type Version = readonly [left: readonly Part[], right: readonly Part[]];

/** The versions of the bar, the longest first. */
function statusVersions(
  picture: Picture,
  context: ViewContext,
  notice: readonly Part[],
  { hasTotals, hasOutlook }: StatusParts,
): readonly Version[] {
  const { counts, totals, troubles } = picture;
  if (counts === null || totals === null) return [[counting(picture, context), notice]];
  if (!countsAny(picture)) return [[uncounted, notice]];
  const [roomy, ...narrower] = formsWithOutlook(
    counts,
    hasOutlook ? context : { ...context, outlook: null },
  ).map(([form, outlook]) => countsOf(counts, troubles, context, form, outlook));
  const rights = notice.length > 0 ? [notice] : hasTotals ? totalsVersions(totals, context) : [[]];
  const briefest = narrower.at(-1) ?? [];
  return [
    [roomy ?? [], rights[0] ?? []],
    ...narrower.flatMap((left) => rights.map((right) => [left, right] as const)),
    ...notice.slice(1).map((_, dropped) => [briefest, notice.slice(0, -1 - dropped)] as const),
  ];
}

/** Zeros would be taken for counts. */
const uncounted: readonly Part[] = [{ text: 'not counted', style: 'dim' }];

/** `counting…`, and of several databases how many are counted. */
function counting({ databases = [] }: Picture, context: ViewContext): readonly Part[] {
  const counted = databases.filter(({ counts }) => counts !== null).length;
  const told = databases.length === 0 ? '' : ` ${counted} of ${countText(databases.length)} databases`;
  return [{ text: countingText(context.glyphs) + told, style: 'notice' }];
}

/** How the counts are written. */
interface Form {
  readonly statuses: readonly Shown[];
  readonly distance: number;
  /** Whether the statuses that are always shown have their words. */
  readonly wordy: boolean;
  readonly figure: (count: number) => string;
}

/**
 * The forms with the outlook, which matters more the more jobs wait: it is shortened before counts are left out, and
 * left out before rare counts are.
 */
function formsWithOutlook(
  counts: JobCounts,
  context: ViewContext,
): readonly (readonly [form: Form, outlook: Segment])[] {
  const plain = forms(counts);
  const [roomy, ...narrower] = plain;
  const versions = counts.queued === 0 ? [] : outlookVersions(context.outlook, context);
  const complete = narrower.filter(({ statuses }) => statuses.length === roomy.statuses.length);
  return [
    [roomy, versions[0] ?? []],
    ...versions.flatMap((outlook) => complete.map((form) => [form, outlook] as const)),
    ...narrower.map((form) => [form, []] as const),
  ];
}

function forms(counts: JobCounts): readonly [Form, ...Form[]] {
  const statuses = shown.filter(({ status, always }) => always || counts[status] > 0);
  const rare = statuses.filter(({ always }) => !always);
  const brief: Form = { statuses, distance: 2, wordy: false, figure: shortCount };
  return [
    { statuses, distance: 3, wordy: true, figure: countText },
    { statuses, distance: 2, wordy: true, figure: countText },
    { statuses, distance: 2, wordy: false, figure: countText },
    brief,
    ...rare.map((_, index): Form => ({ ...brief, statuses: statuses.slice(0, -1 - index) })),
  ];
}

function totalsVersions(totals: JobTotals, context: ViewContext): (readonly Part[])[] {
  return [totalsOf(totals, context, ' output'), totalsOf(totals, context, ''), filesOf(totals), []];
}

/** Counts of zero are dim. */
function countsOf(
  counts: JobCounts,
  troubles: TroubleCounts | null,
  context: ViewContext,
  { statuses, distance, wordy, figure }: Form,
  outlook: Segment,
): Part[] {
  return statuses.flatMap(({ status, word, always }, index): Part[] => {
    const isNone = counts[status] === 0;
    const text = ` ${figure(counts[status])}${wordy || !always ? ` ${word}` : ''}`;
    return [
      {
        text: context.glyphs.statuses[status],
        style: isNone ? 'dim' : status,
        ...(index > 0 ? { before: ' '.repeat(distance) } : {}),
      },
      { text, style: isNone ? 'dim' : 'plain' },
      ...(status === 'queued' ? afterBullet(outlook, context) : []),
      ...(status === 'running' && troubles !== null ? troublesOf(troubles, context, distance, figure) : []),
    ];
  });
}

function afterBullet([first, ...rest]: Segment, { glyphs }: ViewContext): Segment {
  return first === undefined ? [] : [{ ...first, before: ` ${glyphs.bullet} ` }, ...rest];
}

/** `⚠ 4 gone, 2 silent`; empty if no worker is in trouble. */
function troublesOf(
  troubles: TroubleCounts,
  context: ViewContext,
  distance: number,
  figure: Form['figure'],
): readonly Part[] {
  const kinds = troubleKinds.filter((kind) => troubles[kind] > 0);
  if (kinds.length === 0) return [];
  const text = kinds.map((kind) => `${figure(troubles[kind])} ${statusWords[kind]}`).join(', ');
  const style = troubles.gone > 0 ? 'failed' : 'warning';
  return [{ text: `${context.glyphs.warning} ${text}`, style, before: ' '.repeat(distance) }];
}

function totalsOf(totals: JobTotals, context: ViewContext, word: string): Part[] {
  const files = filesOf(totals);
  if (totals.outputBytes <= 0n) return files;
  const output: Part = { text: `${bytesText(totals.outputBytes)}${word}`, style: 'plain' };
  return [...files, files.length > 0 ? { ...output, before: ` ${context.glyphs.bullet} ` } : output];
}

function filesOf({ filesProcessed, filesTotal }: JobTotals): Part[] {
  if (filesTotal <= 0) return [];
  const text = `${countText(filesProcessed)}/${countText(filesTotal)} ${plural(filesTotal, 'file')}`;
  return [{ text, style: 'plain' }];
}
