import { someFailed } from '../cli/command-table.js';
import { type FilterChoice, withChoice } from '../cli/filter-choice.js';
import { isArgument } from '../model/filter/column-filter.js';
import { defaultFilter, everyJob, type JobFilter, listingFilter } from '../model/filter.js';
import type { QuestionName } from '../model/panels/questions.js';
import type { CountedPicture, PictureRequest } from '../model/picture.js';
import { type JobSort, sortAsked } from '../model/sort.js';
import { countsAlone } from '../sources/source.js';
import { capabilities, type Looks } from '../terminal/capabilities.js';
import { contextOf } from '../view/context.js';
import type { Line } from '../view/frame.js';
import type { PrintedWidth } from '../view/layout/layout.js';
import { answerViews } from '../view/panels/answer-views.js';
import { textOf } from '../view/text/line.js';
import { sanitize } from '../view/text/sanitize.js';
import { jsonPieces } from '../view/text-out/json.js';
import { onceLines } from '../view/text-out/once.js';
import { appearanceOf } from './appearance.js';
import { type DatabaseAddress, openedOnce } from './database.js';
import { readOnce } from './read-once.js';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/** The databases that are printed, and how. */
interface Printed {
  /** At least one; several are printed together. */
  readonly databases: readonly DatabaseAddress[];
  /** What they are called: the file, or the name of the host that it is on. */
  readonly path: string;
  /** For how long to go on trying, ms, while they are written to non-stop; null or absent: as usual. */
  readonly timeout?: number | null;
  readonly format: 'text' | 'json';
  /** Text is coloured only if `color` is `always`. */
  readonly looks: Looks;
}

/** What to print of which databases. */
export interface PrintOptions extends Printed {
  /** How many jobs at most; null for all. */
  readonly limit: number | null;
  /**
   * The parts of the filter that the operator chose; without any, `--once` prints what the list shows, and
   * `--json` every job.
   */
  readonly choice: FilterChoice;
  readonly sort: JobSort;
  /** Whether a job that failed makes the exit code 3. */
  readonly failOnFailed: boolean;
}

/** Turns lines into text in the screen's colours, for a terminal that has `colors` of them. */
type Styled = (lines: readonly Line[], colors: number) => string;

/** At most this many failures are printed for one job. */
const failuresPrinted = 1000;
/** At most this many outputs are printed for one job. */
const outputsPrinted = 1000;
/** No terminal is wider than this, whatever COLUMNS says. */
const mostColumns = 10_000;
const leastColumns = 20;
const causeLimit = 200;

/**
 * Prints one picture of the database and returns the exit code: 0, or 3 if `failOnFailed` is set and a job that
 * passes the filter has failed, or 1 with the reason on stderr: no job has the cause that was chosen, or, with nothing on
 * stdout, the database can't be read. `styled` colours text.
 */
export async function print(
  options: PrintOptions,
  world: World,
  styled: Styled,
  filter: JobFilter = filterOf(options),
  databases = openedOnce(options.databases, world, options.timeout),
): Promise<number> {
  const use = async (picture: CountedPicture) => {
    const other = listingFilter(filter, picture.counts);
    if (other !== filter) return print(options, world, styled, other, databases);
    await writeOut(world.output, piecesOf(picture, options, world, styled));
    const cause = options.choice.cause?.trim() ?? '';
    if (cause !== '' && picture.window.matching === 0) {
      const words = `No failed job that passes the filter has the cause ${sanitize(cause, causeLimit)}.`;
      world.error.write(`jobs-view: ${words}\nTo list all causes: jobs-view causes PATH\n`);
      return 1;
    }
    return options.failOnFailed && picture.failedMatching > 0 ? someFailed : 0;
  };
  return readOnce(databases, requestOf(options, filter), world, use);
}

function filterOf({ format, choice }: PrintOptions): JobFilter {
  return withChoice(format === 'json' ? everyJob : defaultFilter, choice);
}

function requestOf(options: PrintOptions, filter: JobFilter): PictureRequest {
  const { format, limit } = options;
  return {
    filter,
    ...sortAsked(options.sort),
    anchor: { kind: 'index', index: 0 },
    before: 0,
    after: limit ?? Number.MAX_SAFE_INTEGER,
    failures: format === 'json' ? failuresPrinted : 1,
    pace: { atHand: null },
    ...(options.sort && isArgument(options.sort.by) && { args: { paths: [options.sort.by] } }),
    ...(format === 'json' && { outputs: outputsPrinted }),
  };
}

function* piecesOf(
  picture: CountedPicture,
  options: PrintOptions,
  world: World,
  styled: Styled,
): Generator<string, void, undefined> {
  if (options.format === 'json') {
    yield* jsonPieces(picture, options.path);
  } else {
    yield textOnce(picture, widthIn(world), options, world, styled);
  }
  yield '\n';
}

/** The width of the terminal, or else COLUMNS. If neither is known, nothing is left out for lack of room. */
function widthIn({ output, environment }: World): PrintedWidth {
  const asked = output.columns || Number(environment.COLUMNS) || null;
  return { columns: Math.min(mostColumns, Math.max(leastColumns, asked ?? 80)), whole: asked === null };
}

function textOnce(
  picture: CountedPicture,
  width: PrintedWidth,
  options: PrintOptions,
  world: World,
  styled: Styled,
): string {
  const { path, looks } = options;
  const lines = onceLines(
    picture,
    width,
    picture.asOf,
    appearanceOf(path, world, looks),
    filterOf(options),
    options.sort,
  );
  return textIn(lines, looks, world, styled);
}

/** Lines as text, coloured if `color` is `always`. */
function textIn(lines: readonly Line[], looks: Looks, world: World, styled: Styled): string {
  if (looks.color !== 'always') return lines.map(textOf).join('\n');
  const { colors } = capabilities(world.environment, { ...looks, isTTY: true });
  return styled(lines, colors);
}

/** Which panel's rows to print: of jobs that pass a choice, over a period before now, ms, null: over all times. */
export interface Panel {
  readonly kind: QuestionName;
  readonly choice?: FilterChoice;
  readonly periodMs?: number | null;
}

/** A panel, and how to print it. */
export interface PanelOptions extends Printed {
  readonly panel: Panel;
}

/**
 * Prints a panel's rows in its order, over all databases together, and returns the exit code: 0, or 1 with the reason
 * on stderr.
 */
export async function printPanel(options: PanelOptions, world: World, styled: Styled): Promise<number> {
  const { json } = answerViews[options.panel.kind];
  const use = async (picture: CountedPicture) => {
    const text =
      options.format === 'json' ? json(picture, options.path) : panelText(picture, options, world, styled);
    await writeOut(world.output, [text, '\n']);
    return 0;
  };
  return readOnce(openedOnce(options.databases, world, options.timeout), panelRequest(options), world, use);
}

function panelRequest({ panel: { kind, choice, periodMs = null }, format }: PanelOptions): PictureRequest {
  const filter = choice === undefined ? everyJob : withChoice(everyJob, choice);
  return { ...countsAlone, filter, ...answerViews[kind].ask(periodMs, format) };
}

function panelText(
  picture: CountedPicture,
  { panel, path, looks }: PanelOptions,
  world: World,
  styled: Styled,
): string {
  const width = widthIn(world);
  const size = { columns: width.columns, rows: Number.POSITIVE_INFINITY };
  const now = picture.asOf;
  const context = contextOf(appearanceOf(path, world, looks), { now, heldUntil: now, size });
  return textIn(answerViews[panel.kind].lines(picture, width, context), looks, world, styled);
}
