import { isHelpOpen } from '../../machine/state/mode-stack.js';
import type { JobsState, Mode } from '../../machine/state/state.js';
import type { JobStatus } from '../../model/job.js';
import { type Appearance, glyphsOf, type KeyHelp, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import type { Frame, Line, Size, Span } from '../frame.js';
import { blankLine, fitLine, type Part, textOf } from '../text/line.js';
import { withMatches } from '../text/matches.js';
import { cells, clip, pad, wrap } from '../text/width.js';
import { stateWords } from '../words/connection-words.js';
import { borderLines } from './border.js';
import { footerArea, footerLine } from './footer.js';
import { helpRect, layoutOf, margin } from './layout.js';
import { separatorWordsOf } from './separator-words.js';

const meanings: Readonly<Record<JobStatus, string>> = {
  failed: 'failed',
  running: 'running',
  complete: 'done',
  queued: 'queued',
  cancelled: 'cancelled',
  other: 'in a status that this program does not know',
};

const statuses: readonly JobStatus[] = ['failed', 'running', 'complete', 'queued', 'cancelled', 'other'];

/** From these widths on there is room for two and for three columns. */
const twoColumns = 104;
const threeColumns = 168;
const gap = 4;

/** The whole help. Its lines are made when they are asked for, because a screen shows few of them. */
export interface HelpText {
  readonly height: number;
  /** The line of this number, from 0; undefined beyond the last one. */
  line(row: number): Line | undefined;
}

/**
 * The whole help in lines of `width` cells: every key under its group, then the signs. Keys that can do nothing in
 * the panel below the help have the reason beside them. The groups of that panel come first. If there is room,
 * groups are set in columns.
 */
function helpText(width: number, appearance: Appearance, state: JobsState | null = null): HelpText {
  const count = width >= threeColumns ? 3 : width >= twoColumns ? 2 : 1;
  const columnWidth = Math.floor((width - (count - 1) * gap) / count);
  const columns = inColumns(blocks(columnWidth, appearance, state), count);
  const height = Math.max(0, ...columns.map((lines) => lines.length));
  const line = (row: number): Line => {
    const spans = columns.flatMap(
      (lines, index): Line => [
        ...(index > 0 ? blankLine(gap) : []),
        // The line between two groups is empty.
        ...fitLine(lines[row] ?? [], columnWidth),
      ],
    );
    return fitLine(spans, width);
  };
  return { height, line: (row) => (row < height ? line(row) : undefined) };
}

/** All lines of the help; see {@link helpText}. */
export function helpLines(
  width: number,
  appearance: Appearance,
  state: JobsState | null = null,
): readonly Line[] {
  const { height, line } = helpText(width, appearance, state);
  return Array.from({ length: height }, (_, row) => line(row) ?? []);
}

/** How many lines the whole help has on a screen of this size. */
export function helpHeight(appearance: Appearance, size: Size, state: JobsState | null = null): number {
  return helpText(helpRect(size).width - 2 * margin, appearance, state).height;
}

/** The help's lines on a screen of this size that contain a text, in any letter case. */
export function helpMatches(
  appearance: Appearance,
  size: Size,
  state: JobsState,
  text: string,
): readonly number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return helpLines(helpRect(size).width - 2 * margin, appearance, state).flatMap((line, row) =>
    textOf(line).toLowerCase().includes(wanted) ? [row] : [],
  );
}

/** Groups distributed into columns, in order, as low as they can be; no group is split. */
function inColumns(groups: readonly (readonly Line[])[], count: number): readonly (readonly Line[])[] {
  const total = groups.reduce((sum, lines) => sum + lines.length + 1, 0);
  for (let height = Math.ceil(total / count); ; height += 1) {
    const columns: Line[][] = [[]];
    for (const lines of groups) {
      const last = columns.at(-1) ?? [];
      const isFull = last.length > 0 && last.length + 1 + lines.length > height;
      if (isFull) columns.push([...lines]);
      else last.push(...(last.length > 0 ? [[]] : []), ...lines);
    }
    if (columns.length <= count) return columns;
  }
}

/** The groups as lines of `width` cells, starting with those of the panel below the help. */
function blocks(
  width: number,
  appearance: Appearance,
  state: JobsState | null,
): readonly (readonly Line[])[] {
  const { keys } = appearance;
  const groups = [...new Set(keys.map((key) => key.group))];
  const sorted =
    state === null
      ? groups
      : groups.toSorted(
          (one, other) => distance(one, keys, panelBelow(state)) - distance(other, keys, panelBelow(state)),
        );
  const { ellipsis } = glyphsOf(appearance);
  const asked = state === null ? null : { ...state, mode: panelBelow(state) };
  return [
    ...sorted.map((group) => {
      const own = keys.filter((key) => key.group === group && key.isUnlisted !== true);
      const labelWidth = Math.max(0, ...own.map((key) => cells(labelOf(key, appearance))));
      return [
        headingLine(group, width),
        ...own.flatMap((key) => keyLines(key, labelWidth, width, asked, appearance)),
      ];
    }),
    [
      headingLine('Signs', width),
      ...statuses.map((status) =>
        fitLine(
          [
            { text: `  ${glyphsOf(appearance).statuses[status]}  `, style: status },
            { text: clip(meanings[status], width - 5, ellipsis), style: 'plain' },
          ],
          width,
        ),
      ),
      fitLine(
        [
          { text: `  ${glyphsOf(appearance).warning}  `, style: 'warning' },
          { text: clip('running, but its worker is gone or silent', width - 5, ellipsis), style: 'plain' },
        ],
        width,
      ),
    ],
  ];
}

/** The panel that the help was opened from. */
function panelBelow({ mode, below }: JobsState): Mode {
  return isHelpOpen({ mode }) ? (below.findLast((each) => !isHelpOpen({ mode: each })) ?? 'JOB_LIST') : mode;
}

/** How far a group is from a panel: 0 if all its keys work there, 1 if some of them do. */
function distance(group: string, keys: readonly KeyHelp[], mode: Mode): number {
  const own = keys.filter((key) => key.group === group);
  if (own.every((key) => key.modes[0] === mode)) return 0;
  return own.some((key) => key.modes.includes(mode)) ? 1 : 2;
}

function keyLines(
  key: KeyHelp,
  labelWidth: number,
  width: number,
  state: JobsState | null,
  appearance: Appearance,
): readonly Line[] {
  const indent = labelWidth + 4;
  const room = Math.max(8, width - indent);
  const reason = reasonOf(key, state, appearance);
  const said = wrap(key.description, room).map((text): Span[] => [{ text, style: 'plain' }]);
  const last = said.at(-1);
  const isShort = last !== undefined && cells(last[0]?.text ?? '') + 1 + cells(reason) <= room;
  const more = reason === '' ? [] : wrap(reason, room).map((text): Span[] => [{ text, style: 'dim' }]);
  const rows =
    reason !== '' && isShort && last
      ? [...said.slice(0, -1), [...last, space, ...more.flat()]]
      : [...said, ...more];
  return rows.map((spans, index) =>
    fitLine(
      [
        {
          text: index === 0 ? `  ${pad(labelOf(key, appearance), labelWidth)}  ` : ' '.repeat(indent),
          style: 'key',
        },
        ...spans,
      ],
      width,
    ),
  );
}

const space: Span = { text: ' ', style: 'plain' };

/** Why the key can do nothing now, in brackets; empty if it can, and for keys of another panel. */
function reasonOf(key: KeyHelp, state: JobsState | null, appearance: Appearance): string {
  const isOfPanel = state !== null && key.modes.includes(state.mode);
  const reason = isOfPanel ? (key.unavailable?.(state) ?? null) : null;
  return reason === null ? '' : `(${shownText(reason, appearance)})`;
}

function headingLine(text: string, width: number): Line {
  return fitLine([{ text, style: 'title' }], width);
}

function labelOf(key: KeyHelp, appearance: Appearance): string {
  return appearance.unicode ? key.label : (key.asciiLabel ?? key.label);
}

/** The help on a screen that is large enough: the part of it that fits, and above the keys which part that is. */
export function helpFrame(state: JobsState, title: string, context: ViewContext): Frame {
  const layout = layoutOf(context.size);
  const rect = helpRect(context.size);
  const all = helpText(rect.width - 2 * margin, context, state);
  const top = Math.max(0, Math.min(state.helpTop, all.height - rect.height));
  const sought = state.helpSearch?.text ?? '';
  const lines = Array.from({ length: rect.height }, (_, row): Line => {
    const line = all.line(top + row);
    if (line === undefined) return blankLine(rect.width);
    return [...blankLine(margin), ...withMatches(line, sought), ...blankLine(margin)];
  });
  const extent = {
    first: top + 1,
    last: Math.min(all.height, top + rect.height),
    count: all.height,
    noun: 'lines',
  };
  const { inSight } = separatorWordsOf({ ...state, search: null }, extent, context);
  const search: readonly Part[] =
    state.mode === 'HELP' && sought !== ''
      ? [{ text: `/${shownText(sought, context)}`, style: 'notice', fit: 'end' }]
      : [];
  const words = stateWords(state, context);
  return {
    size: context.size,
    title,
    border: borderLines({ ...layout, rule: -1 }, words, context, 'HELP', { search, inSight }),
    status: null,
    list: null,
    panel: { rect, lines },
    footer: footerArea(state, (width) => footerLine(state, width, context, extent), layout, context, {
      inSight,
    }),
  };
}
