import { pictureOf } from '../../machine/state/job-window.js';
import type { JobsState } from '../../machine/state/state.js';
import type { ParserWord } from '../../model/filter/filter-text.js';
import type { QueueKind } from '../../model/limits.js';
import type { Look } from '../../model/look.js';
import { comparedAt, type EndCounts, endStepMs } from '../../model/monitoring/ends.js';
import type { Answered, QuestionName, Questions } from '../../model/panels/questions.js';
import type { CountedPicture, Picture } from '../../model/picture.js';
import type { ViewContext } from '../context.js';
import type { Line } from '../frame.js';
import type { PrintedWidth } from '../layout/layout.js';
import type { Message } from '../layout/message.js';
import type { Part } from '../text/line.js';
import { databaseIn, exactSecondsOf, printed, timeOf } from '../words/json-parts.js';
import type { RowContext } from '../words/segments.js';
import { type Column, columnsFor } from './columns.js';
import { aboutChosen, type PanelTable, panelLines, type RowsPanel, rowsFor } from './rows-panel.js';

/** An answer and what else its rows depend on. */
export interface AnswerShown<Q extends QuestionName> {
  readonly answer: Answered<Q>;
  readonly asOf: number;
  readonly queue: QueueKind | undefined;
  /** Jobs that have failed, whatever the filter. */
  readonly failed: number;
}

/** An answer as it is drawn. */
export interface AnswerDrawn<Q extends QuestionName> extends AnswerShown<Q> {
  readonly context: ViewContext;
  /** The width of the screen; infinite where nothing is left out for lack of room. */
  readonly columns: number;
  /** The key or option that looks further back. */
  readonly further: string;
  /** What the operator saw last; null where nobody looks. */
  readonly since: Look | null;
}

/** A panel that shows the answer to a question: on the screen, as text and as JSON. */
export interface AnswerPanel<Q extends QuestionName, Row> {
  /** The question's name, which is that of the rows in JSON. */
  readonly name: Q;
  /** What it is called in its border, and its rows beside their numbers; `word`: what jobs are runs of. */
  readonly called: (word: ParserWord) => { readonly title: string; readonly noun: string };
  /** What is being read until it can be shown; absent: its rows. */
  readonly reading?: (word: ParserWord) => string;
  /** How many lines of details of the chosen row are worth taking from the rows. */
  readonly aboutLines: number;
  /** What is asked to print it: over a period, ms, null: over all times. */
  readonly ask: (periodMs: number | null, format: 'text' | 'json') => Questions;
  readonly rows: (answer: Answered<Q>) => readonly Row[];
  /** Why there is nothing to show; null where there is something. */
  readonly nothing: (drawn: AnswerDrawn<Q>) => Message | null;
  readonly heading: (drawn: AnswerDrawn<Q>) => readonly Part[];
  /** What stands at the left of each row, whose position counts from 0. */
  readonly left: (drawn: AnswerDrawn<Q>) => (row: Row, index: number) => readonly Part[];
  readonly columns: readonly Column<Row, AnswerDrawn<Q>, AnswerShown<Q>>[];
  /** Details of a row, in lines of that width, at most `most`. */
  readonly about: (
    row: Row,
    shown: AnswerShown<Q>,
    room: { readonly width: number; readonly most: number },
    context: RowContext,
  ) => readonly Line[];
  /** What JSON has before the rows. */
  readonly fields: (shown: AnswerShown<Q>) => object;
}

/** How a panel is drawn and printed. */
export interface AnswerView extends Pick<AnswerPanel<QuestionName, never>, 'ask' | 'called' | 'aboutLines'> {
  /** On the screen; or why there is nothing to show. */
  readonly content: (state: JobsState, context: RowContext) => RowsPanel | Message;
  /** As lines for a pipe or a log. */
  readonly lines: (picture: CountedPicture, width: PrintedWidth, context: ViewContext) => readonly Line[];
  /** As one line of JSON for scripts, without a line end. Schema 1, like `jsonPieces`. */
  readonly json: (picture: CountedPicture, databasePath: string) => string;
}

/** The screen, the text and the JSON of a panel. */
export function answerView<Q extends QuestionName, Row>(panel: AnswerPanel<Q, Row>): AnswerView {
  const shownIn = (picture: Picture | null): AnswerShown<Q> | null => {
    const answer = (picture?.[panel.name] ?? null) as Answered<Q> | null;
    if (picture === null || answer === null) return null;
    return { answer, asOf: picture.asOf, queue: picture.queue, failed: picture.counts?.failed ?? 0 };
  };
  const tableOf = (drawn: AnswerDrawn<Q>): PanelTable | Message => {
    const nothing = panel.nothing(drawn);
    if (nothing !== null) return nothing;
    const rows = panel.rows(drawn.answer);
    const { titles, partsOf } = columnsFor(panel.columns, rows, drawn);
    const leftOf = panel.left(drawn);
    return {
      heading: { left: panel.heading(drawn), right: titles },
      ...rowsFor(rows, (row, index) => ({ left: leftOf(row, index), right: partsOf(row) })),
    };
  };
  const readingIn = ({ parserWord }: ViewContext) =>
    panel.reading?.(parserWord) ?? panel.called(parserWord).noun;
  return {
    ask: panel.ask,
    called: panel.called,
    aboutLines: panel.aboutLines,
    content: (state, context) => {
      const shown = shownIn(pictureOf(state.connection));
      if (shown === null)
        return [{ text: `Reading the ${readingIn(context)}${context.glyphs.ellipsis}`, style: 'plain' }];
      const { columns } = context.size;
      const table = tableOf({ ...shown, context, columns, further: '+', since: state.looking.since });
      if (!('rows' in table)) return table;
      return {
        ...table,
        ...aboutChosen(panel.rows(shown.answer), state, (row, width, most) =>
          panel.about(row, shown, { width, most }, context),
        ),
      };
    },
    lines: (picture, width, context) => {
      const shown = shownIn(picture);
      if (shown === null) return [];
      const columns = width.whole ? Number.POSITIVE_INFINITY : width.columns;
      const table = tableOf({ ...shown, context, columns, further: '--period', since: null });
      return panelLines(table, width, context, endsOf(shown));
    },
    json: (picture, databasePath) => {
      const shown = shownIn(picture);
      const rows = shown === null ? [] : panel.rows(shown.answer);
      return printed({
        schema: 1,
        as_of: timeOf(picture.asOf),
        ...databaseIn(picture, databasePath),
        ...(shown && panel.fields(shown)),
        [panel.name]:
          shown &&
          rows.map((row) => Object.assign({}, ...panel.columns.map(({ fields }) => fields?.(row, shown)))),
      });
    },
  };
}

function endsOf({ answer }: AnswerShown<QuestionName>): EndCounts | null | undefined {
  return 'ends' in answer ? answer.ends : undefined;
}

/**
 * For JSON, how many jobs of all rows ended in each whole step of the period and of the one before; null over all times,
 * and where a queue keeps no jobs that are done.
 */
export function endedIn(shown: AnswerShown<QuestionName>) {
  const ends = endsOf(shown);
  if (!ends) return null;
  const stepMs = endStepMs(ends.periodMs);
  const until = Math.floor(shown.asOf / stepMs) * stepMs;
  const whole = (counts: readonly number[]) => counts.slice(0, Math.max(0, until / stepMs - ends.first));
  const { jobs, failed, jobsBefore, failedBefore } = comparedAt(
    { ...ends, done: whole(ends.done), failed: whole(ends.failed) },
    until - 1,
  );
  return {
    step_seconds: exactSecondsOf(stepMs),
    until: timeOf(until),
    recorded_from: timeOf(ends.recordedFrom),
    jobs,
    failed,
    before: { jobs: jobsBefore, failed: failedBefore },
  };
}
