import { initialState } from '../../lib/machine/jobs-state-machine.js';
import type { JobsState } from '../../lib/machine/state/state.js';
import { defaultFilter } from '../../lib/model/filter.js';
import type { Job } from '../../lib/model/job.js';
import type { CountedPicture, Picture } from '../../lib/model/picture.js';
import type { Appearance, KeyHelp } from '../../lib/view/appearance.js';
import { contextOf, type ViewContext } from '../../lib/view/context.js';
import type { Frame, Line, Rect, TableProps } from '../../lib/view/frame.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells, start } from '../../lib/view/text/width.js';
import { jsonPieces } from '../../lib/view/text-out/json.js';
import { onceLines } from '../../lib/view/text-out/once.js';
import type { RowContext } from '../../lib/view/words/segments.js';
import { jobWith } from '../support/job-with.js';

export { jobWith };

/** The instant at which everything in these specs is looked at. */
export const now = Date.parse('2026-01-15T12:00:00Z');
export const minute = 60_000;
export const hour = 60 * minute;

/** A backtest of which nothing is known but what is given. */
export function backtestWith(given: Partial<NonNullable<Job['backtest']>>): NonNullable<Job['backtest']> {
  return {
    ...{ passRate: null, iteration: null, highFailureTested: null, highFailurePassed: null },
    terminationReason: null,
    ...given,
  };
}

/** The jobs of behaviour 3.1, in its order. */
export const sceneJobs: readonly Job[] = [
  jobWith({
    ...{ id: '5', status: 'failed', name: 'fix_parser', version: '1.2', completedAt: now - 2 * minute },
    itemsFailed: 12,
    failures: [{ filePath: 'venue_nyse_20240115.log', error: 'SchemaViolation', line: 42 }],
  }),
  jobWith({
    ...{ id: '4', type: 'backtest', status: 'running', name: 'fix_parser', version: '1.3' },
    ...{ startedAt: now - minute, itemsProcessed: 124, itemsFailed: 16 },
    backtest: backtestWith({ iteration: 3, highFailureTested: 5, highFailurePassed: 5 }),
  }),
  jobWith({
    ...{ id: '3', type: 'export', status: 'running', name: 'concordance', startedAt: now - 12 * minute },
    ...{ itemsProcessed: 30_521, itemsTotal: 45_782, outputPath: './production_001/' },
  }),
  jobWith({
    ...{ id: '2', name: 'fix_parser', version: '1.2', completedAt: now - 2 * minute, itemsProcessed: 1235 },
    ...{ itemsTotal: 1235, outputPath: '/home/operator/.casparian_flow/output/fix_orders/' },
    outputSizeBytes: 847_000_000n,
  }),
  jobWith({
    ...{ id: '1', type: 'scan', name: 'fix_logs', sourcePath: '/data/fix_logs', itemsProcessed: 1247 },
    completedAt: now - 15 * minute,
  }),
];

/** A picture of some jobs, taken now, with the counts and totals of behaviour 3.1 unless others are given. */
export function pictureOf(jobs: readonly Job[], given: Partial<CountedPicture> = {}): CountedPicture {
  return {
    asOf: now,
    counts: { queued: 0, running: 2, complete: 3, failed: 1, cancelled: 0, other: 0 },
    totals: { filesProcessed: 1235, filesTotal: 1247, outputBytes: 847_000_000n },
    window: { first: 0, jobs, matching: jobs.length },
    troubles: { gone: 0, silent: 0, stalled: 0 },
    failedMatching: 1,
    ...given,
  };
}

/** The same while the queue is still being counted. */
export function countingPictureOf(jobs: readonly Job[]): Picture {
  return { ...pictureOf(jobs), counts: null, totals: null, troubles: null, failedMatching: null };
}

/** Keys enough for a footer and a help. */
export const keys: readonly KeyHelp[] = [
  {
    keys: ['j', 'Down'],
    ...{ label: 'j / ↓', asciiLabel: 'j / Down', group: 'Job list', description: 'Next job' },
    hint: { keys: 'j/k', text: 'Navigate' },
    modes: ['JOB_LIST'],
  },
  {
    keys: ['k', 'Up'],
    ...{ label: 'k / ↑', asciiLabel: 'k / Up', group: 'Job list', description: 'Previous job' },
    modes: ['JOB_LIST'],
  },
  {
    keys: ['?'],
    label: '?',
    group: 'Job list',
    description: 'Help',
    hint: { keys: '?', text: 'Help' },
    modes: ['JOB_LIST'],
  },
  {
    keys: ['Escape'],
    label: 'Esc',
    group: 'Help',
    description: 'Back to the job list',
    hint: { keys: 'Esc', text: 'Back' },
    modes: ['HELP'],
  },
  {
    keys: ['q', 'Ctrl-c'],
    label: 'q / Ctrl-c',
    group: 'Everywhere',
    description: 'Quit',
    hint: { keys: 'q', text: 'Quit' },
    modes: ['JOB_LIST', 'HELP'],
  },
];

export const appearance: Appearance = {
  ...{ unicode: true, home: '/home/operator' },
  ...{ databaseLabel: '/home/operator/.casparian_flow/casparian_flow.sqlite3', host: 'worker-1', keys },
};

/** The machine's state when it shows the scene for the first time. */
export function stateWith(given: Partial<JobsState> = {}): JobsState {
  return {
    ...initialState(defaultFilter),
    connection: { kind: 'live', picture: pictureOf(sceneJobs) },
    selection: { id: '5', index: 0 },
    viewport: { lines: 15, selectedLine: 0, pinned: true },
    ...given,
  };
}

/** What a screen of these specs is drawn with. */
export function contextWith(
  given: Partial<Appearance & Pick<ViewContext, 'size' | 'heldUntil' | 'databases'>> = {},
): ViewContext {
  const { size = { columns: 80, rows: 24 }, heldUntil = now, databases = new Map(), ...looks } = given;
  return contextOf({ ...appearance, ...looks }, { now, heldUntil, size, databases });
}

/** The same for the rows of jobs, with nothing seen before. */
export function rowContextWith({
  progress = new Map(),
  sort,
  columns,
  numeric,
  ...given
}: Parameters<typeof contextWith>[0] &
  Partial<Pick<RowContext, 'progress' | 'sort' | 'columns' | 'numeric'>> = {}): RowContext {
  return {
    ...contextWith(given),
    progress,
    ...(sort && { sort }),
    ...(columns && { columns }),
    ...(numeric && { numeric }),
  };
}

/** All lines of a frame with where they stand and how wide they must be. */
export function linesOf(frame: Frame): { readonly rect: Rect; readonly lines: readonly Line[] }[] {
  const whole: Rect = { left: 0, top: 0, width: frame.size.columns, height: frame.size.rows };
  const parts = [
    frame.status,
    frame.list && { rect: frame.list.rect, lines: frame.list.props.lines },
    frame.panel,
    ...(frame.tables ?? []).map(({ rect, props }) => ({ rect, lines: tableLines(props, rect.height) })),
    ...(frame.gauges ?? []).map(({ rect, props }) => ({ rect, lines: [boxed(props.label, rect.width)] })),
    ...(frame.sparklines ?? []).map(({ rect }) => ({
      rect,
      lines: Array.from({ length: rect.height }, () => boxed('', rect.width)),
    })),
    frame.pipeline ?? null,
    frame.footer,
    frame.dialog ?? null,
  ];
  return [{ rect: whole, lines: frame.border }, ...parts.filter((part) => part !== null)];
}

const forbidden = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Presentation}]/u;

const nouns = '(?:job|file|worker|cause|parser|database|output|sink|line|row)';
/** A noun in the form of another count, as in `1 jobs` or `1/12 file`; one that is cut or hyphenated has no form. */
const disagreeing = new RegExp(
  `(?<![\\w.,:/-])(?:\\d[\\d,]*/)?(?:1 ${nouns}s|(?!1 )\\d[\\d,]* ${nouns})(?![\\w….-])`,
);

/**
 * What no frame may have: lines that aren't as wide as their widget, widgets beyond the screen, unclean text, nouns that
 * don't go with their count.
 */
export function unsoundIn(frame: Frame, unicode: boolean): string[] {
  const { size, border, title } = frame;
  const wrong: string[] = border.length === size.rows ? [] : [`${border.length} rows`];
  for (const { rect, lines } of linesOf(frame)) {
    const isInside = rect.top + rect.height <= size.rows && rect.left + rect.width <= size.columns;
    if (!isInside || lines.length !== rect.height) wrong.push(JSON.stringify({ rect, lines: lines.length }));
    for (const text of lines.map(textOf))
      if (cells(text) !== rect.width) wrong.push(`not ${rect.width}: ${text}`);
  }
  const all = [title, ...linesOf(frame).flatMap(({ lines }) => lines.map(textOf))];
  const unclean = unicode ? forbidden : /[^ -~]/;
  return [...wrong, ...all.filter((text) => unclean.test(text) || disagreeing.test(text))];
}

/** A table's header and rows as lines, cells apart by a blank. */
function tableLines(props: TableProps, height: number): readonly Line[] {
  const rows = [props.header.map((text) => ({ text, style: 'plain' as const })), ...props.rows];
  return rows
    .slice(0, height)
    .map((row) => row.flatMap((cell, index) => (index === 0 ? [cell] : [gap, cell])));
}

const gap = { text: ' ', style: 'plain' } as const;

function boxed(text: string, width: number): Line {
  return [{ text: text.padStart(width), style: 'plain' }];
}

/** A frame as the text that a screen shows: every widget laid over the border. */
export function drawn(frame: Frame): string {
  const screen = frame.border.map(textOf);
  for (const { rect, lines } of linesOf(frame)) {
    for (const [index, line] of lines.entries()) {
      const row = screen[rect.top + index] ?? '';
      const before = start(row, rect.left);
      const covered = start(row, rect.left + cells(textOf(line)));
      screen[rect.top + index] = before + textOf(line) + row.slice(covered.length);
    }
  }
  return screen.map((row) => row.trimEnd()).join('\n');
}

/** What `--once` prints. */
export function onceText(...given: Parameters<typeof onceLines>): string {
  return onceLines(...given)
    .map(textOf)
    .join('\n');
}

/** What `--json` prints. */
export function jsonOf(...given: Parameters<typeof jsonPieces>): string {
  return [...jsonPieces(...given)].join('');
}
