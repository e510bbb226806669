import type { JobsState } from '../machine/state.js';
import type { JobStatus } from '../model/job.js';
import { type Appearance, glyphsOf, shownText } from './appearance.js';
import type { Line } from './frame.js';
import type { KeyHelp } from './key-help.js';
import { blankLine, type Part, rowLine } from './line.js';
import { cells, pad } from './width.js';

const meanings: Readonly<Record<JobStatus, string>> = {
  failed: 'failed',
  running: 'running',
  complete: 'done',
  queued: 'queued',
  cancelled: 'cancelled',
  other: 'in a status that this program does not know',
};

const statuses: readonly JobStatus[] = ['failed', 'running', 'complete', 'queued', 'cancelled', 'other'];

/**
 * The whole help as lines of `width` cells: every key under its group, with the reason beside those that can do
 * nothing in this state, then the signs.
 */
export function helpLines(
  width: number,
  appearance: Appearance,
  state: JobsState | null = null,
): readonly Line[] {
  const { ellipsis } = glyphsOf(appearance);
  return helpRows(appearance, state).map((row) =>
    row.length === 0 ? blankLine(width) : rowLine({ left: row, right: [] }, width, ellipsis),
  );
}

/** How many lines the whole help has, at every width. */
export function helpHeight(appearance: Appearance): number {
  return helpRows(appearance, null).length;
}

function helpRows(appearance: Appearance, state: JobsState | null): readonly (readonly Part[])[] {
  const { keys } = appearance;
  const labelWidth = Math.max(0, ...keys.map((key) => cells(labelOf(key, appearance))));
  const groups = [...new Set(keys.map((key) => key.group))].map((group) => [
    heading(group),
    ...keys
      .filter((key) => key.group === group)
      .map((key): Part[] => [
        { text: `  ${pad(labelOf(key, appearance), labelWidth)}  `, style: 'key' },
        { text: key.description, style: 'plain', fit: 'end', optional: true },
        ...reasonOf(key, state, appearance),
      ]),
  ]);
  const signs = statuses.map((status): Part[] => [
    { text: `  ${glyphsOf(appearance).statuses[status]}  `, style: status },
    { text: meanings[status], style: 'plain', fit: 'end' },
  ]);
  return [...groups, [heading('Signs'), ...signs]].flatMap((group, index) =>
    index === 0 ? group : [[], ...group],
  );
}

/** Why the key can do nothing now. */
function reasonOf(key: KeyHelp, state: JobsState | null, appearance: Appearance): Part[] {
  const reason = state === null ? null : (key.unavailable?.(state) ?? null);
  return reason === null
    ? []
    : [{ text: `(${shownText(reason, appearance)})`, style: 'dim', fit: 'end', before: ' ' }];
}

function heading(text: string): Part[] {
  return [{ text, style: 'title' }];
}

function labelOf(key: KeyHelp, appearance: Appearance): string {
  return appearance.unicode ? key.label : (key.asciiLabel ?? key.label);
}
