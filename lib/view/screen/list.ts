import { isMarked } from '../../machine/state/job-window.js';
import { isNewJob } from '../../machine/state/news.js';
import type { HeightOf, JobsState, Selection } from '../../machine/state/state.js';
import type { Job } from '../../model/job.js';
import type { JobWindow } from '../../model/picture.js';
import type { Density } from '../../model/saved-view.js';
import { ofDatabase } from '../context.js';
import type { Line, ListProps, Rect, Target } from '../frame.js';
import { compactLine, heightIn, jobLines } from '../job/job-lines.js';
import { margin } from '../layout/layout.js';
import { blankLine, withMatches } from '../text/line.js';
import type { RowContext } from '../words/segments.js';

/** Which part of the list is on the screen. */
interface Slice {
  readonly lines: readonly Line[];
  readonly selected: ListProps['selected'];
}

/**
 * The visible part of the list: the selected job at its screen line, the jobs before it above, those after it
 * below, a blank line after each, clipped at the edges. Lines outside of the window stay blank.
 */
export function listProps(
  window: JobWindow,
  state: Pick<
    JobsState,
    'selection' | 'viewport' | 'marked' | 'allMarked' | 'density' | 'looking' | 'connection'
  >,
  width: number,
  height: number,
  context: RowContext,
): ListProps {
  const { marked, fresh } = context.glyphs;
  const lines: Line[] = Array.from({ length: height }, () => blankLine(width));
  let selected: Slice['selected'] = null;
  for (const { job, line } of jobsOnScreen(window, state, height)) {
    const end = line + heightIn(state.density)(job);
    if (end > 0) {
      const isSelected = job.id === state.selection.id;
      const sign = isMarked(state, job.id) ? marked : isNewJob(state, job) ? fresh : ' ';
      const drawn = itemLines(job, isSelected, sign, width, state.density, context);
      const from = Math.max(0, line);
      const visible = drawn.slice(from - line, height - line);
      lines.splice(from, visible.length, ...visible);
      if (isSelected && visible.length > 0) selected = { from, count: visible.length };
    }
  }
  return { lines, selected };
}

/** Where each job is, by its id. */
export function jobTargets(
  window: JobWindow,
  state: Pick<JobsState, 'selection' | 'viewport' | 'density'>,
  { left, top, width, height }: Rect,
): readonly Target[] {
  const heightOf = heightIn(state.density);
  return jobsOnScreen(window, state, height).map(({ job, line }) => {
    const from = Math.max(0, line);
    const end = Math.min(height, line + heightOf(job));
    return { key: job.id, rect: { left, top: top + from, width, height: end - from } };
  });
}

/** Which jobs begin on the screen, by their positions in the list; null if none does. */
export function jobsInSight(
  window: JobWindow,
  state: Pick<JobsState, 'selection' | 'viewport' | 'density'>,
  height: number,
): { readonly first: number; readonly last: number } | null {
  const inSight = jobsOnScreen(window, state, height).filter(({ line }) => line >= 0);
  const [first, last] = [inSight[0], inSight.at(-1)];
  return first === undefined || last === undefined
    ? null
    : { first: window.first + first.index, last: window.first + last.index };
}

/** The jobs that are at least partly on the screen, with the screen line on which each begins. */
function jobsOnScreen(
  window: JobWindow,
  state: Pick<JobsState, 'selection' | 'viewport' | 'density'>,
  height: number,
): readonly { readonly job: Job; readonly index: number; readonly line: number }[] {
  const chosen = chosenIndex(window, state.selection);
  const heightOf = heightIn(state.density);
  let line = state.viewport.selectedLine - heightBefore(window.jobs, chosen, heightOf);
  return window.jobs.flatMap((job, index) => {
    const begin = line;
    line += heightOf(job);
    return line > 0 && begin < height ? [{ job, index, line: begin }] : [];
  });
}

/**
 * The job that the layout of the list starts from: the selected one, or the one in its place while it isn't
 * loaded.
 */
function chosenIndex(window: JobWindow, selection: Selection): number {
  const found = window.jobs.findIndex((job) => job.id === selection.id);
  return found >= 0 ? found : Math.min(Math.max(0, selection.index - window.first), window.jobs.length - 1);
}

function heightBefore(jobs: readonly Job[], index: number, heightOf: HeightOf): number {
  return jobs.slice(0, Math.max(0, index)).reduce((sum, job) => sum + heightOf(job), 0);
}

/** A job's lines between the margins; the first one has a sign if the job is selected, and the given `sign`. */
function itemLines(
  job: Job,
  isSelected: boolean,
  sign: string,
  width: number,
  density: Density,
  context: RowContext,
): readonly Line[] {
  const { selected } = context.glyphs;
  const signs: Line = [
    { text: isSelected ? selected : ' ', style: 'strong' },
    { text: sign, style: 'notice' },
  ];
  const room = Math.max(0, width - 2 * margin);
  const own = ofDatabase(job.database, context);
  const lines = density === 'compact' ? [compactLine(job, room, own)] : jobLines(job, room, own);
  return lines.map((line, index) => [
    ...(index === 0 && (isSelected || sign !== ' ') ? signs : blankLine(margin)),
    ...(context.sought === undefined ? line : withMatches(line, context.sought)),
    ...blankLine(margin),
  ]);
}
