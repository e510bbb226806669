import { pictureOf } from '../../machine/state/job-window.js';
import { listedFilter } from '../../machine/state/listed.js';
import type { JobsState } from '../../machine/state/state.js';
import type { PicturedDatabase } from '../../model/picture.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countingText, countOf, countText } from '../format/numbers.js';
import { whenCells, whenText } from '../format/times.js';
import type { Line } from '../frame.js';
import type { Message } from '../layout/message.js';
import { fitLine, type Part } from '../text/line.js';
import { cells, pad, wrapIndented } from '../text/width.js';
import { statusWords } from '../words/filter-words.js';
import { bulleted, words } from '../words/segments.js';
import { type Column, columnsFor } from './columns.js';
import { aboutChosen, type RowsPanel, rowsFor } from './rows-panel.js';

/** On narrower screens names are shorter, and there are only the counts that ask for something to be done. */
const columnsForAll = 70;

interface Drawn {
  readonly context: ViewContext;
  readonly columns: number;
}

/** The counts in the order of the status bar, and when they were read. */
const columns: readonly Column<PicturedDatabase, Drawn>[] = [
  { ...countOfEach('running'), least: columnsForAll },
  { ...countOfEach('complete'), least: columnsForAll },
  countOfEach('failed'),
  countOfEach('queued'),
  {
    title: 'read',
    // `just now` is the longest of the usual ages.
    cells: (_, { context }) => whenCells(context, 9),
    cell: (database, { context }) => ({
      text: whenText(database.asOf, context) || (isCounting(database) ? '' : 'never'),
      style: 'dim',
    }),
  },
];

function countOfEach(status: 'running' | 'complete' | 'failed' | 'queued') {
  return {
    title: statusWords[status],
    cells: (databases: readonly PicturedDatabase[]) =>
      Math.max(
        statusWords[status].length,
        ...databases.map(({ counts }) => countText(counts?.[status] ?? 0).length),
      ),
    cell: ({ counts }: PicturedDatabase, { context }: Drawn): Part => {
      const count = counts?.[status];
      const style = count === undefined || count === 0 ? 'dim' : status === 'failed' ? 'failed' : 'plain';
      return { text: count === undefined ? context.glyphs.dash : countText(count), style };
    },
  };
}

function isCounting({ problem, counts }: PicturedDatabase): boolean {
  return problem === null && counts === null;
}

/** The panel that lists several databases, each with its own counts (behaviour 16.5). */
export function databasesPanel(state: JobsState, context: ViewContext): RowsPanel | Message {
  const databases = pictureOf(state.connection)?.databases ?? [];
  if (databases.length === 0) return [{ text: 'Only one database is shown.', style: 'plain' }];
  const alone = listedFilter(state).database;
  const broken = databases.filter(({ problem }) => problem !== null).length;
  const drawn = { context, columns: context.size.columns };
  const { titles, partsOf } = columnsFor(columns, databases, drawn);
  const width = Math.min(
    drawn.columns < columnsForAll ? 16 : 24,
    Math.max(...databases.map(({ name }) => cells(shownText(name, context)))),
  );
  return {
    heading: {
      left: bulleted(
        [
          words(countOf(databases.length, 'database'), 'strong'),
          broken === 0 ? [] : words(`${countText(broken)} can't be read`, 'warning'),
        ],
        context,
      ),
      right: titles,
    },
    ...rowsFor(databases, (database) => ({
      left: leftOf(database, alone, width, context),
      right: partsOf(database),
    })),
    ...aboutChosen(databases, state, (database, width, most) =>
      aboutOf(database, alone, width, context).slice(0, most),
    ),
  };
}

/** `● archive   shown alone`. */
function leftOf(
  database: PicturedDatabase,
  alone: string | undefined,
  width: number,
  context: ViewContext,
): readonly Part[] {
  const { ellipsis, warning, read, unread } = context.glyphs;
  const { name, problem } = database;
  const remark = (text: string, style: Part['style']): Part => ({
    text,
    style,
    before: '  ',
    optional: true,
  });
  return [
    isCounting(database)
      ? { text: `${unread} `, style: 'notice' }
      : problem === null
        ? { text: `${read} `, style: 'plain' }
        : { text: `${warning} `, style: 'warning' },
    { text: pad(shownText(name, context), width, 'left', ellipsis), style: 'strong' },
    ...(isCounting(database)
      ? [remark(countingText(context.glyphs), 'notice')]
      : problem !== null
        ? [{ ...remark(shownText(problem.sentence, context), 'warning'), fit: 'end' } as const]
        : name === alone
          ? [remark('shown alone', 'notice')]
          : []),
  ];
}

/** Where the database is, and what is wrong with it. */
function aboutOf(
  { path, problem, name, asOf, isListed }: PicturedDatabase,
  alone: string | undefined,
  width: number,
  context: ViewContext,
): readonly Line[] {
  const part = (text: string, style: Part['style']) =>
    wrapIndented(text, width).map((line) => fitLine([{ text: line, style }], width));
  const keys = name === alone ? 'Enter shows all databases again.' : 'Enter shows this database alone.';
  return [
    ...part(shownPath(path, context), 'path'),
    ...(problem === null
      ? []
      : [
          ...part(shownText(problem.sentence, context), 'warning'),
          ...part(shownText(problem.advice, context), 'plain'),
          ...part(heldWords(asOf, isListed, context), 'dim'),
        ]),
    ...part(keys, 'dim'),
  ];
}

function heldWords(asOf: number | null, isListed: boolean, context: ViewContext): string {
  if (asOf === null) return 'Its jobs are neither listed nor counted.';
  const age = whenText(asOf, context);
  return isListed
    ? `Its jobs are shown as of ${age}.`
    : `Its jobs are not listed, but still counted as of ${age}.`;
}
