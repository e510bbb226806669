import { listedOf } from '../../machine/keymap/binding.js';
import { pictureOf } from '../../machine/state/job-window.js';
import { modeBelowHelp } from '../../machine/state/mode-stack.js';
import type { JobsState, Mode } from '../../machine/state/state.js';
import type { HelpEntry, HelpLook } from '../../machine/transition.js';
import type { JobStatus } from '../../model/job.js';
import { onlyOthers, parserWord } from '../../model/picture.js';
import { type Appearance, glyphsOf, type KeyHelp, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import type { Frame, Line, Rect, Size, Span, StyleName, Target } from '../frame.js';
import { borderLines } from '../layout/border.js';
import { footerArea, footerLine } from '../layout/footer.js';
import { helpRect, layoutOf, margin } from '../layout/layout.js';
import { separatorWordsOf } from '../layout/separator-words.js';
import { blankLine, fitLine, type Part, textOf, withMatches } from '../text/line.js';
import { cells, clip, pad, wrap } from '../text/width.js';
import { stateWords } from '../words/connection-words.js';

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
interface HelpText extends HelpLook {
  /** The cells of each entry in its lines: its first one, and how many. */
  readonly places: readonly { readonly left: number; readonly width: number }[];
  /** The line of this number, from 0; undefined beyond the last one. */
  line(row: number): Line | undefined;
}

/** What stands under one heading, or what stands in one column. */
interface Block {
  readonly lines: readonly Line[];
  /** Their rows are counted from the block's first line. */
  readonly entries: readonly HelpEntry[];
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
  const height = Math.max(0, ...columns.map(({ lines }) => lines.length));
  const line = (row: number): Line => {
    const spans = columns.flatMap(
      ({ lines }, index): Line => [
        ...(index > 0 ? blankLine(gap) : []),
        // There may be no line between two groups.
        ...fitLine(lines[row] ?? [], columnWidth),
      ],
    );
    return fitLine(spans, width);
  };
  return {
    lines: height,
    entries: columns.flatMap(({ entries }) => entries),
    places: columns.flatMap(({ entries }, index) =>
      entries.map(() => ({ left: index * (columnWidth + gap), width: columnWidth })),
    ),
    line: (row) => (row < height ? line(row) : undefined),
  };
}

/** The whole help on a screen of this size. */
export function helpLook(appearance: Appearance, size: Size, state: JobsState): HelpLook {
  return helpText(helpRect(size).width - 2 * margin, appearance, state);
}

/** Groups distributed into columns, in order, as low as they can be; no group is split. */
function inColumns(groups: readonly Block[], count: number): readonly Block[] {
  const total = groups.reduce((sum, { lines }) => sum + lines.length, 0);
  for (let height = Math.ceil(total / count); ; height += 1) {
    const columns: Block[] = [];
    for (const group of groups) {
      const last = columns.at(-1);
      const isFull = last === undefined || last.lines.length + group.lines.length > height;
      if (isFull) columns.push(group);
      else columns[columns.length - 1] = below(last, group);
    }
    if (columns.length <= count) return columns;
  }
}

function below(one: Block, other: Block): Block {
  const from = one.lines.length;
  const moved = other.entries.map((entry) => ({ ...entry, row: from + entry.row }));
  return { lines: [...one.lines, ...other.lines], entries: [...one.entries, ...moved] };
}

/** The groups in lines of `width` cells, starting with those of the panel below the help. */
function blocks(width: number, appearance: Appearance, state: JobsState | null): readonly Block[] {
  const { keys } = appearance;
  const groups = [...new Set(keys.map((key) => key.group))];
  const sorted =
    state === null
      ? groups
      : groups.toSorted(
          (one, other) =>
            distance(one, keys, modeBelowHelp(state)) - distance(other, keys, modeBelowHelp(state)),
        );
  const asked = state === null ? null : { ...state, mode: modeBelowHelp(state) };
  const all = [
    ...sorted.map((group) => {
      const all = keys.filter((key) => key.group === group);
      const own = state?.helpByKey ? all : listedOf(all);
      const labelWidth = Math.max(0, ...own.map((key) => cells(labelOf(key, appearance))));
      return block(
        inItsWords(group, asked),
        width,
        own.map((key) => ({
          lines: keyLines(key, labelWidth, width, asked, appearance),
          description: inItsWords(key.description, asked),
          binding: key,
        })),
      );
    }),
    ...notesOf(state, width, appearance),
    block('Signs', width, signs(width, appearance)),
    ...(appearance.hasMouse === true
      ? [
          block(
            'Mouse',
            width,
            mouseUses.map(([name, does]) => meaning(name, 'key', does, width, appearance)),
          ),
        ]
      : []),
  ];
  return state === null ? all : withChosen(all, state.helpChosen, glyphsOf(appearance).selected);
}

/** The blocks with a sign before the entry of this number. */
function withChosen(all: readonly Block[], chosen: number, sign: string): readonly Block[] {
  let from = 0;
  return all.map(({ lines, entries }) => {
    const row = entries[chosen - from]?.row;
    from += entries.length;
    return { lines: lines.map((line, index) => (index === row ? marked(line, sign) : line)), entries };
  });
}

function marked([first, ...rest]: Line, sign: string): Line {
  if (first === undefined) return [];
  return [{ text: sign, style: 'strong' }, { ...first, text: first.text.slice(1) }, ...rest];
}

interface Entry {
  readonly lines: readonly Line[];
  readonly description?: string;
  readonly binding: KeyHelp | null;
}

function block(heading: string, width: number, all: readonly Entry[]): Block {
  const lines = [fitLine([{ text: heading, style: 'title' }], width)];
  const entries = all.map(({ lines: own, description = '', binding }): HelpEntry => {
    const row = lines.length;
    lines.push(...own);
    const text = own.map(textOf).join(' ').toLowerCase();
    return { row, height: own.length, text, description: description.toLowerCase(), binding };
  });
  return { lines, entries };
}

/** What a sign or a use of the mouse means. */
function meaning(name: string, style: StyleName, text: string, width: number, looks: Appearance): Entry {
  const label = `  ${name}  `;
  const clipped = clip(text, width - cells(label), glyphsOf(looks).ellipsis);
  const line = fitLine(
    [
      { text: label, style },
      { text: clipped, style: 'plain' },
    ],
    width,
  );
  return { lines: [line], binding: null };
}

function signs(width: number, looks: Appearance): readonly Entry[] {
  const { statuses: signOf, warning } = glyphsOf(looks);
  const troubles = 'running, its worker gone or silent, or stalled';
  return [
    ...statuses.map((status) => meaning(signOf[status], status, meanings[status], width, looks)),
    meaning(warning, 'warning', troubles, width, looks),
  ];
}

/** What the other programs' queues that are shown don't tell, under the name of each. */
function notesOf(state: JobsState | null, width: number, appearance: Appearance): readonly Block[] {
  const picture = state && pictureOf(state.connection);
  const queues = picture?.databases?.map(({ queue }) => queue) ?? [picture?.queue];
  const byTitle = new Map(queues.map((queue) => [queue?.title ?? '', queue?.notes ?? []]));
  const indent = 2;
  return [...byTitle].flatMap(([title, notes]) => {
    const entries = notes.map(({ text }): Entry => {
      const lines = wrap(shownText(text, appearance), width - indent);
      return {
        lines: lines.map((line) => fitLine([{ text: ' '.repeat(indent) + line, style: 'plain' }], width)),
        binding: null,
      };
    });
    return entries.length === 0 ? [] : [block(shownText(title, appearance), width, entries)];
  });
}

const mouseUses = [
  ['wheel', 'Scroll, or move in a list'],
  ['click', 'Select; again: as Enter; on a hint: as its key; on a count: list these, or all again'],
  ['Shift', 'Select text, as without --mouse'],
] as const;

/**
 * A text of the help about what is shown: where jobs have kinds, it speaks of these, and where all are of other programs, of
 * nothing that only ours have.
 */
function inItsWords(text: string, state: JobsState | null): string {
  const picture = state && pictureOf(state.connection);
  if (picture === null || parserWord(picture) === 'parser') return text;
  const ofKinds = text.replace(/^Parsers/, 'Kinds').replace(/\bparser\b/, 'kind');
  return onlyOthers(picture) === null ? ofKinds : ofKinds.replace(onlyOurs, '');
}

/** What jobs of other programs' queues have none of. */
const onlyOurs =
  /(?<=^Filter by )type, |, of all its versions$|(?<=^Copy the )output path, else the source path or the /;

/** How far a group is from a panel: 0 if it is the panel's own; beyond that, the less, the more of its keys work there. */
function distance(group: string, keys: readonly KeyHelp[], mode: Mode): number {
  const own = keys.filter((key) => key.group === group);
  if (own.every((key) => key.modes[0] === mode)) return 0;
  return 2 - own.filter((key) => key.modes.includes(mode)).length / own.length;
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
  const lines = wrap(inItsWords(key.description, state), room).map((text): Span[] => [
    { text, style: 'plain' },
  ]);
  const last = lines.at(-1);
  const isShort = last !== undefined && cells(last[0]?.text ?? '') + 1 + cells(reason) <= room;
  const more = reason === '' ? [] : wrap(reason, room).map((text): Span[] => [{ text, style: 'dim' }]);
  const rows =
    reason !== '' && isShort && last
      ? [...lines.slice(0, -1), [...last, space, ...more.flat()]]
      : [...lines, ...more];
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

function labelOf(key: KeyHelp, appearance: Appearance): string {
  return appearance.unicode ? key.label : (key.asciiLabel ?? key.label);
}

/** Where each entry is, by its number, with the help scrolled to that line. */
function entryTargets({ entries, places }: HelpText, top: number, rect: Rect): readonly Target[] {
  return entries.flatMap(({ row, height }, index): Target[] => {
    const { left, width } = places[index] ?? rect;
    const from = Math.max(0, row - top);
    const end = Math.min(rect.height, row + height - top);
    const at = { left: rect.left + margin + left, top: rect.top + from, width, height: end - from };
    return end > from ? [{ key: String(index), rect: at }] : [];
  });
}

/** The help on a screen that is large enough: the part of it that fits, and above the keys which part that is. */
export function helpFrame(state: JobsState, title: string, context: ViewContext): Frame {
  const layout = layoutOf(context.size);
  const rect = helpRect(context.size);
  const all = helpText(rect.width - 2 * margin, context, state);
  const top = Math.max(0, Math.min(state.helpTop, all.lines - rect.height));
  const sought = state.helpSearch?.text ?? '';
  const lines = Array.from({ length: rect.height }, (_, row): Line => {
    const line = all.line(top + row);
    if (line === undefined) return blankLine(rect.width);
    return [...blankLine(margin), ...withMatches(line, sought), ...blankLine(margin)];
  });
  const extent = {
    first: top + 1,
    last: Math.min(all.lines, top + rect.height),
    count: all.lines,
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
    panel: { rect, lines, targets: entryTargets(all, top, rect) },
    footer: footerArea(state, (width) => footerLine(state, width, context, extent), layout, context, {
      inSight,
    }),
  };
}
