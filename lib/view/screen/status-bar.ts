import { countsAny } from '../../model/databases.js';
import type { JobStatus } from '../../model/job.js';
import type { QueueKind } from '../../model/limits.js';
import { countsDone, type JobCounts, type JobTotals, type Picture } from '../../model/picture.js';
import { type TroubleCounts, troubleKinds } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { bytesText, countingText, countText, plural, shortCount } from '../format/numbers.js';
import type { Line } from '../frame.js';
import { fitLine, type Part, spansOf, widthOf } from '../text/line.js';
import { statusWords } from '../words/filter-words.js';
import { outlookVersions } from '../words/outlook-words.js';
import type { Segment } from '../words/segments.js';

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

/** Whose words matter most comes first; if room is short, the last one loses its word first. */
const byImportance: readonly JobStatus[] = ['failed', 'running', 'complete', 'queued', 'cancelled', 'other'];
/** These keep their words until the outlook has been shortened. */
const important = 4;

/**
 * `counting…` while the queue is still being counted, else `↻ 2 running   ✓ 3 done   ✗ 1 failed   ◌ 45 queued` and on
 * the right `1,235/1,247 files • 847 MB output`, in exactly `width` cells. A notice takes the place of the totals, and
 * they are left out if the pipeline above says the same. If room is short, first the totals are left out, then the
 * words of rare statuses, then the outlook is shortened (`◌ 45 queued • 55/min • empty in ~36m`), then the other words
 * are left out, then digits, then the outlook, then the rarest counts, and then the notice is cut.
 */
export function statusLine(
  picture: Picture,
  width: number,
  context: ViewContext,
  notice: readonly Part[] = [],
  hasTotals = true,
): Line {
  const version = statusVersions(picture, context, notice, hasTotals).find((each) => fits(each, width));
  if (version !== undefined) return lineOf(version, width);
  return fitLine(spansOf(notice.length > 0 ? notice : counting(picture, context)), width);
}

/**
 * The status bar on two lines, of which the second takes what the first has no room for beside all words: the outlook, on
 * the left, and the totals, on the right. The second is null if the first takes everything.
 */
export function statusLines(
  picture: Picture,
  width: number,
  context: ViewContext,
  hasTotals = true,
): readonly [Line, Line | null] {
  const { counts, totals, troubles } = picture;
  if (counts === null || totals === null || !countsAny(picture))
    return [statusLine(picture, width, context), null];
  const outlooks = counts.queued === 0 ? [] : outlookVersions(context.outlook, context);
  const outlook = outlooks[0] ?? [];
  const rights = hasTotals ? totalsVersions(totals, picture, context) : [[]];
  const right = rights[0] ?? [];
  const all = forms(counts, picture);
  const wordy = all.filter(({ words }) => words === all[0].words);
  const firsts: readonly Version[] = [
    [outlook, right],
    [outlook, []],
    [[], right],
    [[], []],
  ];
  for (const [onLeft, onRight] of firsts) {
    const forms = onLeft.length + onRight.length > 0 ? wordy : all;
    const first = forms
      .map((form): Version => [countsOf(counts, troubles, context, form, onLeft), onRight])
      .find((version) => fits(version, width));
    if (first === undefined) continue;
    const lefts = onLeft.length > 0 ? [[]] : [...outlooks.map((each) => besideSign(each, context)), []];
    const below = lefts
      .flatMap((left) => (onRight.length > 0 ? [[]] : rights).map((each): Version => [left, each]))
      .find((version) => fits(version, width));
    const isEmpty = below === undefined || widthOf(below[0]) + widthOf(below[1]) === 0;
    return [lineOf(first, width), isEmpty ? null : lineOf(below, width)];
  }
  return [statusLine(picture, width, context), null];
}

/** The outlook on a line of its own: `◌ 55/min • growing 12/min, will not drain`. */
function besideSign(outlook: Segment, context: ViewContext): Segment {
  return [{ text: `${context.glyphs.statuses.queued} `, style: 'queued' }, ...outlook];
}

/** The longest version of the status line, in at least `width` cells. */
export function wholeStatusLine(picture: Picture, width: number, context: ViewContext): Line {
  const [[left, right] = [[], []]] = statusVersions(picture, context, [], true);
  return statusLine(picture, Math.max(width, widthOf(left) + 2 + widthOf(right)), context);
}

type Version = readonly [left: readonly Part[], right: readonly Part[]];

function fits([left, right]: Version, width: number): boolean {
  return widthOf(left) + (right.length > 0 ? 2 : 0) + widthOf(right) <= width;
}

function lineOf([left, right]: Version, width: number): Line {
  return [...fitLine(spansOf(left), width - widthOf(right)), ...spansOf(right)];
}

/** The versions of the bar, the longest first. */
function statusVersions(
  picture: Picture,
  context: ViewContext,
  notice: readonly Part[],
  hasTotals: boolean,
): readonly Version[] {
  const { counts, totals, troubles } = picture;
  if (counts === null || totals === null) return [[counting(picture, context), notice]];
  if (!countsAny(picture)) return [[uncounted, notice]];
  const [roomy, ...narrower] = formsWithOutlook(counts, picture, context).map(([form, outlook]) =>
    countsOf(counts, troubles, context, form, outlook),
  );
  const rights = notice.length > 0 ? [notice] : hasTotals ? totalsVersions(totals, picture, context) : [[]];
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
  const counts = databases.length === 0 ? '' : ` ${counted} of ${countText(databases.length)} databases`;
  return [{ text: countingText(context.glyphs) + counts, style: 'notice' }];
}

/** How the counts are written. */
interface Form {
  readonly statuses: readonly Shown[];
  readonly distance: number;
  /** How many of the statuses have their words: the most important ones. */
  readonly words: number;
  readonly figure: (count: number) => string;
}

/**
 * The forms with the outlook, which matters more the more jobs wait: it is shortened before words that matter are left
 * out, and left out before rare counts are.
 */
function formsWithOutlook(
  counts: JobCounts,
  picture: Picture,
  context: ViewContext,
): readonly (readonly [form: Form, outlook: Segment])[] {
  const all = forms(counts, picture);
  const [roomy, ...narrower] = all;
  const versions = counts.queued === 0 ? [] : outlookVersions(context.outlook, context);
  const complete = narrower.filter(({ statuses }) => statuses.length === roomy.statuses.length);
  const keepsWords = ({ words }: Form) => words >= Math.min(important, roomy.words);
  return [
    [roomy, versions[0] ?? []],
    ...versions.flatMap((outlook) => complete.filter(keepsWords).map((form) => [form, outlook] as const)),
    ...complete
      .filter((form) => !keepsWords(form))
      .flatMap((form) => versions.map((outlook) => [form, outlook] as const)),
    ...narrower.map((form) => [form, []] as const),
  ];
}

/** Words are left out one by one, then digits, then rare counts. What a queue doesn't keep has no count, not even 0. */
function forms(counts: JobCounts, picture: Picture): readonly [Form, ...Form[]] {
  const isCounted = (status: JobStatus) => status !== 'complete' || countsDone(picture);
  const statuses = shown.filter(({ status, always }) => (always && isCounted(status)) || counts[status] > 0);
  const rare = statuses.filter(({ always }) => !always);
  const words = statuses.length;
  const wordy: Form = { statuses, distance: 2, words, figure: countText };
  const brief: Form = { statuses, distance: 2, words: 0, figure: shortCount };
  return [
    { ...wordy, distance: 3 },
    wordy,
    ...statuses.map((_, left): Form => ({ ...wordy, words: words - 1 - left })),
    brief,
    ...rare.map((_, index): Form => ({ ...brief, statuses: statuses.slice(0, -1 - index) })),
  ];
}

/** Counts of zero are dim. */
function countsOf(
  counts: JobCounts,
  troubles: TroubleCounts | null,
  context: ViewContext,
  { statuses, distance, words, figure }: Form,
  outlook: Segment,
): Part[] {
  const here = new Set(statuses.map(({ status }) => status));
  const worded = new Set(byImportance.filter((status) => here.has(status)).slice(0, words));
  return statuses.flatMap(({ status, word }, index): Part[] => {
    const isNone = counts[status] === 0;
    const text = ` ${figure(counts[status])}${worded.has(status) ? ` ${word}` : ''}`;
    const click = { does: 'list', key: status } as const;
    return [
      {
        text: context.glyphs.statuses[status],
        style: isNone ? 'dim' : status,
        click,
        ...(index > 0 ? { before: ' '.repeat(distance) } : {}),
      },
      { text, style: isNone ? 'dim' : 'plain', click },
      ...(status === 'queued' ? afterBullet(outlook, context) : []),
      ...(status === 'running' && troubles !== null ? troublesOf(troubles, figure) : []),
    ];
  });
}

function afterBullet([first, ...rest]: Segment, { glyphs }: ViewContext): Segment {
  return first === undefined ? [] : [{ ...first, before: ` ${glyphs.bullet} ` }, ...rest];
}

/** ` (4 gone, 2 silent)`, which are among the running ones; empty if no worker is in trouble. */
function troublesOf(troubles: TroubleCounts, figure: Form['figure']): readonly Part[] {
  const kinds = troubleKinds.filter((kind) => troubles[kind] > 0);
  return kinds.map((kind, index) => ({
    text: `${index === 0 ? ' (' : ', '}${figure(troubles[kind])} ${statusWords[kind]}${kind === kinds.at(-1) ? ')' : ''}`,
    style: troubles.gone > 0 ? 'failed' : 'warning',
    click: { does: 'list', key: kind },
  }));
}

function totalsVersions(
  totals: JobTotals,
  { queue, databases = [] }: Picture,
  context: ViewContext,
): (readonly Part[])[] {
  if (queue !== undefined) return queueVersions(queue, context);
  const retention = databases.flatMap(({ name, queue: its }) =>
    its?.retention ? [`${name}: ${its.retention}`] : [],
  );
  if (retention.length > 0) return retentionVersions(retention, context);
  return [totalsOf(totals, context, ' output'), totalsOf(totals, context, ''), filesOf(totals), []];
}

/** `Graphile Worker • finished jobs are not kept`: which queue of another program it is, and how long it keeps jobs. */
function queueVersions({ title, retention }: QueueKind, context: ViewContext): (readonly Part[])[] {
  const name: Part = { text: shownText(title, context), style: 'plain' };
  if (retention === null) return [[name], []];
  const words: Part = { text: shownText(retention, context), style: 'dim' };
  return [[name, { ...words, before: ` ${context.glyphs.bullet} ` }], [words], []];
}

/** `laravel: finished jobs are not kept`, of as many of several databases as there is room for. */
function retentionVersions(retention: readonly string[], context: ViewContext): (readonly Part[])[] {
  const versions = retention.map((_, left) =>
    retention.slice(0, retention.length - left).join(` ${context.glyphs.bullet} `),
  );
  return [...versions.map((text): Part[] => [{ text: shownText(text, context), style: 'dim' }]), []];
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
