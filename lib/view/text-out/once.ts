import { defaultFilter, type JobFilter } from '../../model/filter.js';
import { outlookOf } from '../../model/forecast/outlook.js';
import { type Picture, parserWord } from '../../model/picture.js';
import { defaultSort, type JobSort } from '../../model/sort.js';
import type { Appearance } from '../appearance.js';
import { contextOf, type ViewContext } from '../context.js';
import { countOf } from '../format/numbers.js';
import type { Line } from '../frame.js';
import { jobLines, wholeJobLines } from '../job/job-lines.js';
import type { PrintedWidth } from '../layout/layout.js';
import { type Message, noJobsMessage, textLines } from '../layout/message.js';
import { statusLine, wholeStatusLine } from '../screen/status-bar.js';
import type { RowContext } from '../words/segments.js';

/** The status bar and the jobs of a picture, for a pipe or a log: no border, no trailing spaces. `now`: ms since the epoch. */
export function onceLines(
  picture: Picture,
  { columns, whole }: PrintedWidth,
  now: number,
  appearance: Appearance,
  filter: JobFilter = defaultFilter,
  sort: JobSort = defaultSort,
): Line[] {
  const size = { columns, rows: Number.POSITIVE_INFINITY };
  const { pace = null, counts, troubles } = picture;
  // One picture shows no trend.
  const outlook = counts === null ? null : outlookOf(pace, { counts, troubles, depths: [] }, now);
  const databases = new Map(
    (picture.databases ?? []).map(({ name, queue }) => [
      name,
      { heldUntil: null, host: null, lacks: queue?.lacks ?? [] },
    ]),
  );
  const context: RowContext = {
    ...contextOf(appearance, {
      ...{ now, heldUntil: now, size, databases },
      ...{ lacks: picture.queue?.lacks ?? [], parserWord: parserWord(picture) },
    }),
    ...{ outlook, sort, progress: new Map() },
  };
  const status = (whole ? wholeStatusLine : statusLine)(picture, columns, context);
  const jobs = picture.window.jobs.map((job) => (whole ? wholeJobLines : jobLines)(job, columns, context));
  const last = closing(picture, filter, context).flatMap((paragraph): Line[] =>
    textLines(paragraph, columns, context.glyphs.ellipsis).map((text) => [{ text, style: 'plain' }]),
  );
  const blocks = [[status], ...jobs, ...(last.length > 0 ? [last] : [])];
  return blocks.flatMap((lines, index) => [...(index === 0 ? [] : [[]]), ...lines.map(trimmedEnd)]);
}

/** The text below the jobs: how many more there are, or why there are none. */
function closing(picture: Picture, filter: JobFilter, context: ViewContext): Message {
  const { jobs, matching } = picture.window;
  const rest = matching - jobs.length;
  if (rest > 0)
    return [{ text: `${countOf(rest, jobs.length > 0 ? 'more job' : 'job')} not printed`, style: 'dim' }];
  // The rest of the message, the path and advice, is for the dashboard: below a printed list it would be a riddle.
  return jobs.length > 0 ? [] : noJobsMessage(picture, filter, context).slice(0, 1);
}

/** A line without its trailing spaces. */
function trimmedEnd(line: Line): Line {
  const last = line.findLastIndex(({ text }) => text.trimEnd() !== '');
  return line
    .slice(0, last + 1)
    .map((span, index) => (index === last ? { ...span, text: span.text.trimEnd() } : span));
}
