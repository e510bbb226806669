import { errorInFull, recordInBrief } from '../../causes/error.js';
import { type CauseGroup, causeText } from '../../model/causes.js';
import { type Job, jobInWords, storedId } from '../../model/job.js';
import { isNewCause } from '../../model/look.js';
import { shownLines, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countingText, countOf, countText, percentText } from '../format/numbers.js';
import { ageText, dayClockText, etaText, whenCells, whenText } from '../format/times.js';
import type { Line } from '../frame.js';
import type { Message } from '../layout/message.js';
import { fitLine, type Part, rowLine, widthOf } from '../text/line.js';
import { wrapIndented } from '../text/width.js';
import { databaseOfJob, idIn, rounded, timeOf } from '../words/json-parts.js';
import { bulleted, pathOf, type Segment, words } from '../words/segments.js';
import { type AnswerDrawn, type AnswerShown, answerView } from './answer-view.js';

/** How many parsers' names are shown beside a cause, depending on the room; the others are counted. */
const namesBeside = [3, 2, 1];

/** The panel that groups failed jobs by cause (behaviour 16.1). */
export const causesView = answerView<'causes', CauseGroup>({
  name: 'causes',
  called: () => ({ title: 'CAUSES', noun: 'causes' }),
  aboutLines: 6,
  ask: (_, format) => ({ causes: { sampleOf: null, samples: format === 'json' } }),
  rows: ({ groups }) => groups,
  nothing: nothingFailed,
  heading: headingOf,
  left: leftOf,
  columns: [
    {
      fields: (group, { answer }) => ({
        key: group.key,
        cause: causeText(group),
        count: group.count,
        share: rounded(group.count / answer.failed, 6),
      }),
    },
    {
      cell: (group, { context }) => {
        const [text = '', ...shorter] = namesBeside.map((most) => namesOf(group, context, most));
        return text === '' ? null : { text, style: 'plain', optional: true, shorter };
      },
      fields: ({ names, moreNames }) => ({ parsers: names, parser_count: names.length + moreNames }),
    },
    {
      title: 'last failed',
      isTitleOptional: true,
      // `just now` is the longest common age.
      cells: (_, { context }) => whenCells(context, 8),
      cell: ({ lastAt }, { context }) => ({
        text: whenText(lastAt, context) || context.glyphs.dash,
        style: 'dim',
      }),
      fields: ({ firstAt, lastAt }) => ({ first_at: timeOf(firstAt), last_at: timeOf(lastAt) }),
    },
    {
      fields: ({ sample, error = null }) => ({
        sample_job: idIn(storedId(sample)),
        ...databaseOfJob('sample_database', sample),
        sample: error,
      }),
    },
  ],
  about: aboutLines,
  fields: ({ answer: { failed, total } }) => ({ failed, total }),
});

type Drawn = AnswerDrawn<'causes'>;

function nothingFailed({ answer, failed }: Drawn): Message | null {
  if (answer.failed > 0) return null;
  const text = failed === 0 ? 'No failed jobs.' : 'No failed job passes the filter.';
  return [{ text, style: failed === 0 ? 'complete' : 'plain' }];
}

/** `5 causes of 10,000 failed jobs`. */
function headingOf({ answer: { total, failed, unread }, context }: Drawn): readonly Part[] {
  const of = ` of ${countOf(failed, 'failed job')}`;
  const text = `${countOf(total, 'cause')}${unread > 0 ? ' so far' : ''}${of}`;
  const read = `${countingText(context.glyphs)} ${percentText(1 - unread / failed)}`;
  return [
    { text, style: 'strong' },
    ...(unread > 0 ? [{ text: read, style: 'dim', before: '  ' } as const] : []),
  ];
}

/** `✗ 7,048  70%  SchemaViolation at row <n>: …`. */
function leftOf({
  answer: { groups, failed },
  context,
  since,
}: Drawn): (group: CauseGroup) => readonly Part[] {
  const countWidth = countText(groups[0]?.count ?? 0).length;
  const sign = context.glyphs.statuses.failed;
  return (group) => [
    { text: `${sign} ${countText(group.count).padStart(countWidth)}`, style: 'failed' },
    { text: shareText(group.count / Math.max(1, failed)).padStart(4), style: 'dim', before: ' ' },
    ...(since !== null && isNewCause(since, group)
      ? [{ text: 'new', style: 'notice', before: '  ' } as const]
      : []),
    {
      text: shownText(causeText(group), context),
      style: group.text === '' ? 'dim' : 'error',
      before: '  ',
      fit: 'cause',
    },
  ];
}

/** A share that isn't nothing never reads `0%`. */
function shareText(share: number): string {
  return share < 0.005 ? '<1%' : percentText(share);
}

/** `p0 p1 +2`: the names of the `most` parsers with most of these jobs, in their own order, and how many more there are. */
function namesOf({ names, moreNames }: CauseGroup, context: ViewContext, most: number): string {
  const shown = names
    .slice(0, most)
    .map((name) => shownText(name, context))
    .filter((name) => name !== '')
    .sort();
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
  { answer: { sample } }: AnswerShown<'causes'>,
  { width, most }: { readonly width: number; readonly most: number },
  context: ViewContext,
): readonly Line[] {
  const { ellipsis } = context.glyphs;
  const row = (segments: readonly Segment[]) =>
    rowLine({ left: bulleted(segments, context), right: [] }, width, ellipsis);
  const times = (saying: typeof clockOf) =>
    [`first ${saying(group.firstAt, context)}`, `last ${saying(group.lastAt, context)}`].map((text) =>
      words(text),
    );
  const long = times(clockAndAge);
  const isRoomy = widthOf(bulleted(long, context)) + leastNames <= width;
  const at = isRoomy ? long : times(clockOf);
  const uncounted = (text: string) => text.replace(/ \+[\d,]+$/, ` ${ellipsis}`);
  const names = group.names.map((_, index) => namesOf(group, context, group.names.length - index));
  const [all = '', ...fewer] = names;
  const texts = [all, ...fewer.map(uncounted)];
  const fitting = texts.find((text) => widthOf(bulleted([...at, words(text)], context)) <= width);
  const text = fitting ?? texts.at(-1) ?? '';
  const when = row([...at, text === '' ? [] : [{ text, style: 'plain', fit: 'end' }]]);
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
  const lines = whole.length > most ? linesOf(recordInBrief(sample)?.error ?? '') : whole;
  const { ellipsis } = context.glyphs;
  return lines.slice(0, Math.max(0, most)).map((line, index) => {
    const isCut = index === most - 1 && lines.length > most;
    return fitLine([{ text: isCut ? ellipsis : line, style: isCut ? 'dim' : 'error' }], width);
  });
}
