import { pictureOf } from '../../machine/state/job-window.js';
import { listedFilter } from '../../machine/state/listed.js';
import type { JobsState } from '../../machine/state/state.js';
import type { JobCounts, PicturedDatabase } from '../../model/picture.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countingText, countOf, countText } from '../format/numbers.js';
import { whenCells, whenText } from '../format/times.js';
import type { Line } from '../frame.js';
import { bulleted, words } from '../job/segments.js';
import type { Message } from '../screen/message.js';
import { fitLine, type Part, type Row } from '../text/line.js';
import { cells, pad, wrapIndented } from '../text/width.js';
import { statusWords } from '../words/filter-words.js';
import { aboutChosen, type RowsPanel, rowsFor } from './rows-panel.js';

/** The counts that a row shows, in the order of the status bar. */
const columns = ['running', 'complete', 'failed', 'queued'] as const satisfies readonly (keyof JobCounts)[];

/** `just now` is the longest of the usual ages. */
const ageCells = 9;
/** How many cells a name takes at most. */
const nameCells = 24;
/** On narrower screens names are shorter, and there are only the counts that ask for something to be done. */
const columnsForAll = 70;
const narrowNameCells = 16;
const narrowColumns: readonly (typeof columns)[number][] = ['failed', 'queued'];

/** The panel that lists several databases, each with its own counts (behaviour 16.5). */
export function databasesPanel(state: JobsState, context: ViewContext): RowsPanel | Message {
  const databases = pictureOf(state.connection)?.databases ?? [];
  if (databases.length === 0) return [{ text: 'Only one database is shown.', style: 'plain' }];
  const alone = listedFilter(state).database;
  const widths = widthsOf(databases, context);
  return {
    heading: headingOf(databases, widths, context),
    ...rowsFor(databases, (database) => rowOf(database, alone, widths, context)),
    ...aboutChosen(databases, state, (database, width, most) =>
      aboutOf(database, alone, width, context).slice(0, most),
    ),
  };
}

interface Widths {
  readonly name: number;
  readonly counts: Readonly<Record<(typeof columns)[number], number>>;
  /** The counts that there is room for. */
  readonly shown: readonly (typeof columns)[number][];
}

function widthsOf(databases: readonly PicturedDatabase[], context: ViewContext): Widths {
  const isNarrow = context.size.columns < columnsForAll;
  const widest = (column: (typeof columns)[number]) =>
    Math.max(
      statusWords[column].length,
      ...databases.map(({ counts }) => countText(counts?.[column] ?? 0).length),
    );
  return {
    shown: isNarrow ? narrowColumns : columns,
    name: Math.min(
      isNarrow ? narrowNameCells : nameCells,
      Math.max(...databases.map(({ name }) => cells(shownText(name, context)))),
    ),
    counts: {
      running: widest('running'),
      complete: widest('complete'),
      failed: widest('failed'),
      queued: widest('queued'),
    },
  };
}

function headingOf(databases: readonly PicturedDatabase[], widths: Widths, context: ViewContext): Row {
  const broken = databases.filter(({ problem }) => problem !== null).length;
  return {
    left: bulleted(
      [
        words(countOf(databases.length, 'database'), 'strong'),
        broken === 0 ? [] : words(`${countText(broken)} can't be read`, 'warning'),
      ],
      context,
    ),
    right: [
      ...widths.shown.map(
        (column): Part => ({
          text: `${statusWords[column].padStart(widths.counts[column])}  `,
          style: 'dim',
        }),
      ),
      { text: 'read'.padStart(whenCells(context, ageCells)), style: 'dim' },
    ],
  };
}

/** `● archive   shown alone        2  1,204  1  45   just now`. */
function rowOf(
  database: PicturedDatabase,
  alone: string | undefined,
  widths: Widths,
  context: ViewContext,
): Row {
  const { ellipsis, dash, warning, read, unread } = context.glyphs;
  const { name, counts, asOf, problem } = database;
  const isCounting = problem === null && counts === null;
  const sign: Part = isCounting
    ? { text: `${unread} `, style: 'notice' }
    : problem === null
      ? { text: `${read} `, style: 'plain' }
      : { text: `${warning} `, style: 'warning' };
  const remark: Part[] = isCounting
    ? [{ text: countingText(context.glyphs), style: 'notice', before: '  ', optional: true }]
    : problem !== null
      ? [
          {
            text: shownText(problem.sentence, context),
            style: 'warning',
            before: '  ',
            fit: 'end',
            optional: true,
          },
        ]
      : name === alone
        ? [{ text: 'shown alone', style: 'notice', before: '  ', optional: true }]
        : [];
  return {
    left: [
      sign,
      { text: pad(shownText(name, context), widths.name, 'left', ellipsis), style: 'strong' },
      ...remark,
    ],
    right: [
      ...widths.shown.map((column): Part => {
        const count = counts?.[column];
        const text = count === undefined ? dash : countText(count);
        const isNone = count === undefined || count === 0;
        return {
          text: `${text.padStart(widths.counts[column])}  `,
          style: isNone ? 'dim' : column === 'failed' ? 'failed' : 'plain',
        };
      }),
      {
        text: (whenText(asOf, context) || (isCounting ? '' : 'never')).padStart(whenCells(context, ageCells)),
        style: 'dim',
      },
    ],
  };
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
