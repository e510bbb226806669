import { pictureOf } from '../../machine/state/job-window.js';
import type { JobsState } from '../../machine/state/state.js';
import { type CauseGroup, type Causes, causeText, errorInFull, jobErrorInBrief } from '../../model/causes.js';
import { type Job, jobInWords } from '../../model/job.js';
import { isNewCause } from '../../model/look.js';
import type { CountedPicture } from '../../model/picture.js';
import { shownLines, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countingText, countOf, countText, percentText } from '../format/numbers.js';
import { ageText, dayClockText, etaText, whenCells, whenText } from '../format/times.js';
import type { Line } from '../frame.js';
import { bulleted, pathOf, type Segment, words } from '../job/segments.js';
import type { Message } from '../screen/message.js';
import { fitLine, type Part, rowLine, widthOf } from '../text/line.js';
import { wrapIndented } from '../text/width.js';
import type { OnceWidth } from '../text-out/once.js';
import { aboutChosen, panelLines, type RowsPanel, rowsFor } from './rows-panel.js';

/** The panel that groups failed jobs by cause (behaviour 16.1); or why it has nothing to show. */
export function causesPanel(state: JobsState, context: ViewContext): RowsPanel | Message {
  const picture = pictureOf(state.connection);
  const causes = picture?.causes ?? null;
  if (causes === null) return [{ text: `Reading the causes${context.glyphs.ellipsis}`, style: 'plain' }];
  if (causes.failed === 0) return nothingFailed(picture?.counts?.failed ?? 0);
  const { groups } = causes;
  const countWidth = countText(groups[0]?.count ?? 0).length;
  const { since } = state.looking;
  return {
    heading: headingOf(causes, context),
    ...rowsFor(groups, (group) =>
      rowOf(group, causes, countWidth, context, since !== null && isNewCause(since, group)),
    ),
    ...aboutChosen(groups, state, (group, width, most) => aboutLines(group, causes, width, most, context)),
  };
}

function nothingFailed(failed: number): Message {
  const text = failed === 0 ? 'No failed jobs.' : 'No failed job passes the filter.';
  return [{ text, style: failed === 0 ? 'complete' : 'plain' }];
}

/** `5 causes of 10,000 failed jobs`, and on the right the headings of the columns. */
function headingOf({ total, failed, unread }: Causes, context: ViewContext) {
  const of = ` of ${countOf(failed, 'failed job')}`;
  const left: Part[] = [
    { text: `${countOf(total, 'cause')}${unread > 0 ? ' so far' : ''}${of}`, style: 'strong' },
  ];
  if (unread > 0)
    left.push({
      text: `${countingText(context.glyphs)} ${percentText(1 - unread / failed)}`,
      style: 'dim',
      before: '  ',
    });
  return { left, right: [{ text: 'last failed', style: 'dim', optional: true } as const] };
}

/** `✗ 7,048  70%  SchemaViolation at row <n>: …    p0 p1 +2   2m ago`. */
function rowOf(
  group: CauseGroup,
  { failed }: Causes,
  countWidth: number,
  context: ViewContext,
  isNew = false,
) {
  const { glyphs } = context;
  const share = shareText(group.count / Math.max(1, failed)).padStart(4);
  const left: Part[] = [
    { text: `${glyphs.statuses.failed} ${countText(group.count).padStart(countWidth)}`, style: 'failed' },
    { text: share, style: 'dim', before: ' ' },
    ...(isNew ? [{ text: 'new', style: 'notice', before: '  ' } as const] : []),
    {
      text: shownText(causeText(group), context),
      style: group.text === '' ? 'dim' : 'error',
      before: '  ',
      fit: 'cause',
    },
  ];
  const [names = '', ...shorter] = namesBeside.map((most) => namesOf(group, context, most));
  const age = whenText(group.lastAt, context);
  const right: Part[] = [
    ...(names === '' ? [] : [{ text: names, style: 'plain', optional: true, shorter } as const]),
    {
      text: (age || glyphs.dash).padStart(whenCells(context, ageCells)),
      style: 'dim',
      ...(names === '' ? {} : { before: '  ' }),
    },
  ];
  return { left, right };
}

/** The causes as lines for a pipe or a log, the most frequent first. */
export function causeLines(
  { causes, counts }: CountedPicture,
  width: OnceWidth,
  context: ViewContext,
): readonly Line[] {
  if (!causes || causes.failed === 0) {
    return panelLines(nothingFailed(counts.failed), width, context);
  }
  const countWidth = countText(causes.groups[0]?.count ?? 0).length;
  const rows = rowsFor(causes.groups, (group) => rowOf(group, causes, countWidth, context));
  return panelLines({ heading: headingOf(causes, context), ...rows }, width, context);
}

/** A share that isn't nothing never reads `0%`. */
function shareText(share: number): string {
  return share < 0.005 ? '<1%' : percentText(share);
}

/** How many parsers' names are shown beside a cause, depending on the room; the others are counted. */
const namesBeside = [3, 2, 1];
/** `just now` is the longest common age. */
const ageCells = 8;

/** `p0 p1 +2`: `most` parsers' names, and how many more there are. */
function namesOf({ names, moreNames }: CauseGroup, context: ViewContext, most: number): string {
  const shown = names
    .slice(0, most)
    .map((name) => shownText(name, context))
    .filter((name) => name !== '');
  const more = moreNames + Math.max(0, names.length - most);
  return [...shown, ...(more > 0 ? [`+${countText(more)}`] : [])].join(' ');
}

/** Cells for names beside the times of a cause and their ages. */
const leastNames = 16;

/** `14:10 UTC`, to compare with when something was deployed. */
function clockOf(at: number | null, context: ViewContext): string {
  return (at === null ? '' : dayClockText(at, context)) || 'unknown';
}

/** `14:10 UTC (2h 50m ago)`. */
function clockAndAge(at: number | null, context: ViewContext): string {
  const age = ageText(at, context.now).replace(/^\d.* ago$/, () => `${etaText(context.now - (at ?? 0))} ago`);
  return `${clockOf(at, context)}${age === '' ? '' : ` (${age})`}`;
}

/** Details of a cause: when, which parsers, and one job's error in full. */
function aboutLines(
  group: CauseGroup,
  { sample }: Causes,
  width: number,
  most: number,
  context: ViewContext,
): readonly Line[] {
  const { ellipsis } = context.glyphs;
  const row = (segments: readonly Segment[]) =>
    rowLine({ left: bulleted(segments, context), right: [] }, width, ellipsis);
  const names = namesOf(group, context, Number.POSITIVE_INFINITY);
  const times = (saying: typeof clockOf) =>
    [`first ${saying(group.firstAt, context)}`, `last ${saying(group.lastAt, context)}`].map((text) =>
      words(text),
    );
  const long = times(clockAndAge);
  const isRoomy = widthOf(bulleted(long, context)) + leastNames <= width;
  const when = row([
    ...(isRoomy ? long : times(clockOf)),
    names === '' ? [] : [{ text: names, style: 'plain', fit: 'end' }],
  ]);
  if (sample === null || sample.id !== group.sample) return [when];
  const head = row([
    words(`Sample: ${jobInWords(sample.id)}`, 'title'),
    pathOf(sample.failures[0]?.filePath ?? sample.sourcePath, context),
  ]);
  return [when, head, ...errorOf(sample, width, most - 2, context)];
}

/** The error in full; if there isn't room for that, what was thrown. */
function errorOf(sample: Job, width: number, most: number, context: ViewContext): readonly Line[] {
  const linesOf = (text: string) => {
    const lines: string[] = [];
    for (const line of shownLines(text, context)) {
      if (lines.length > most) break;
      lines.push(...wrapIndented(line, width));
    }
    return lines;
  };
  const whole = linesOf(errorInFull(sample) ?? '');
  const lines = whole.length > most ? linesOf(jobErrorInBrief(sample)?.error ?? '') : whole;
  const { ellipsis } = context.glyphs;
  return lines.slice(0, Math.max(0, most)).map((line, index) => {
    const isCut = index === most - 1 && lines.length > most;
    return fitLine([{ text: isCut ? ellipsis : line, style: isCut ? 'dim' : 'error' }], width);
  });
}
