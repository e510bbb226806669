import { draftStatuses, draftTypes, type FilterDraft, nameRow } from '../../machine/filter-draft.js';
import type { JobStatus, JobType } from '../../model/job.js';
import type { JobCounts } from '../../model/picture.js';
import { type Appearance, glyphsOf, shownText } from '../appearance.js';
import { countText } from '../format/count.js';
import type { Frame, Size, Span } from '../frame.js';
import { statusWords, typeNames } from '../names.js';
import { clip, pad } from '../width.js';
import { dialogBox } from './box.js';

const columnWidth = 24;
const nameWidth = 30;

/** The filter dialog: types at the left, statuses with their counts at the right, the name below. */
export function filterDialog(
  draft: FilterDraft,
  counts: JobCounts | null,
  size: Size,
  appearance: Appearance,
): NonNullable<Frame['dialog']> {
  const types = draftTypes.map((type, row) => typeRow(type, row, draft, appearance));
  const statuses = draftStatuses.map((status, index) =>
    statusRow(status, draftTypes.length + index, draft, counts, appearance),
  );
  const height = Math.max(types.length, statuses.length);
  const rows = Array.from({ length: height }, (_, index): readonly Span[] => [
    ...(types[index] ?? blank()),
    ...(statuses[index] ?? []),
  ]);
  return dialogBox(
    'FILTER',
    [
      [
        { text: pad(heading('Type', draft.types.size), columnWidth), style: 'title' },
        { text: heading('Status', draft.statuses.size), style: 'title' },
      ],
      ...rows,
      [],
      nameLine(draft, appearance),
    ],
    size,
    appearance,
  );
}

/** Nothing checked lets everything through, and the dialog says so. */
function heading(word: string, checked: number): string {
  return checked === 0 ? `${word} (none: any)` : word;
}

function blank(): readonly Span[] {
  return [{ text: ' '.repeat(columnWidth), style: 'plain' }];
}

function typeRow(type: JobType, row: number, draft: FilterDraft, appearance: Appearance): readonly Span[] {
  return [
    checkbox(draft.types.has(type), draft.row === row, pad(typeNames[type], columnWidth - 8), appearance),
    gap(),
  ];
}

function statusRow(
  status: JobStatus,
  row: number,
  draft: FilterDraft,
  counts: JobCounts | null,
  appearance: Appearance,
): readonly Span[] {
  const count = counts === null ? '' : countText(counts[status]);
  const { statuses, ellipsis } = glyphsOf(appearance);
  const text = `${statuses[status]} ${pad(statusWords[status], 10)}${pad(count, 11, 'right', ellipsis)}`;
  return [checkbox(draft.statuses.has(status), draft.row === row, text, appearance)];
}

/** `[x] parse`: what has the focus is told by a sign before it as well as by its look. */
function checkbox(checked: boolean, focused: boolean, text: string, appearance: Appearance): Span {
  const sign = focused ? glyphsOf(appearance).selected : ' ';
  return { text: `${sign} [${checked ? 'x' : ' '}] ${text}`, style: focused ? 'focus' : 'plain' };
}

function gap(): Span {
  return { text: '  ', style: 'plain' };
}

function nameLine(draft: FilterDraft, appearance: Appearance): readonly Span[] {
  const { selected, ellipsis } = glyphsOf(appearance);
  const focused = draft.row === nameRow;
  const shown = clip(shownText(draft.name, appearance), nameWidth, ellipsis);
  const cursor = focused ? '_' : '';
  const style = focused ? 'focus' : 'plain';
  return [
    { text: `${focused ? selected : ' '} Name contains: `, style },
    { text: pad(`${shown}${cursor}`, nameWidth + 1, 'left', ellipsis), style: focused ? 'strong' : 'plain' },
  ];
}
