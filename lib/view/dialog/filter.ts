import {
  checkedIn,
  type FilterDraft,
  keysOf,
  statusRow,
  suggestions,
  textRow,
} from '../../machine/state/filter-draft.js';
import { keyWord, mistakeTyped } from '../../model/filter/filter-text.js';
import { isTrouble, listedStatuses, listedTypes } from '../../model/filter.js';
import type { Answers } from '../../model/panels/questions.js';
import type { Picture } from '../../model/picture.js';
import { nameWanted } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countText, shortCount } from '../format/numbers.js';
import type { Frame, Span } from '../frame.js';
import { cells, clip, clipStart, pad } from '../text/width.js';
import { statusWords, typeNames } from '../words/filter-words.js';
import { dialogBox } from './box.js';

/** Widths of what comes before a row's text, of a name, and of a status's sign and word, in cells. */
const boxWidth = 6;
const typeWidth = 9;
const statusWidth = 12;
/** Widths between the columns, and of the text: as much as fits, up to these, in cells. */
const widestGap = 4;
const textWidth = 44;
/** All keys have room in as many cells. */
const widestHint = 68;
/** `10,000,000`; longer counts are abbreviated, and all are if room is short. */
const countWidth = 10;
const briefCount = 6;
/** From this width on there is room for full counts. */
const roomy = 76;
/** On a screen with fewer lines, the dialog has no blank line. */
const roomyRows = 18;

/**
 * The filter dialog: types on the left, if the queue has any, statuses on the right, each with its number of jobs; below
 * them the text that jobs must contain, with suggestions for it.
 */
export function filterDialog(
  draft: FilterDraft,
  picture: (Answers & Pick<Picture, 'counts' | 'types' | 'troubles' | 'argKeys'>) | null,
  context: ViewContext,
): NonNullable<Frame['dialog']> {
  const checked = checkedIn(draft);
  const isRoomy = context.size.columns >= roomy;
  const gap = isRoomy ? widestGap : 2;
  const figures = isRoomy ? countWidth : briefCount;
  const left = draft.hasTypes ? boxWidth + typeWidth + figures + gap : 0;
  const counts = picture?.counts ?? null;
  const types = (draft.hasTypes ? listedTypes : []).map((type, row) => {
    const text = pad(typeNames[type], typeWidth) + figure(picture?.types?.[type], figures);
    return checkbox(checked.types.has(type), row, draft, text, context);
  });
  const statuses = listedStatuses.map((status, index) => {
    const { statuses: signs, warning } = context.glyphs;
    const sign = isTrouble(status) ? warning : signs[status];
    const jobs = isTrouble(status) ? picture?.troubles?.[status] : counts?.[status];
    const label = pad(`${sign} ${statusWords[status]}`, statusWidth) + figure(jobs, figures);
    return checkbox(checked.statuses.has(status), statusRow + index, draft, label, context);
  });
  const rows = Array.from(
    { length: Math.max(types.length, statuses.length) },
    (_, index): readonly Span[] => {
      const type = types[index];
      const before = type === undefined ? left : gap;
      const status = statuses[index];
      return [
        ...(type === undefined ? [] : [type]),
        ...(status === undefined ? [] : [{ text: ' '.repeat(before), style: 'plain' } as const, status]),
      ];
    },
  );
  return dialogBox(
    'FILTER',
    [
      [
        ...(draft.hasTypes
          ? [{ text: pad(heading('Type', checked.types.size), left), style: 'title' } as const]
          : []),
        { text: heading('Status', checked.statuses.size), style: 'title' },
      ],
      ...rows,
      ...(context.size.rows < roomyRows ? [] : [[]]),
      textLine(draft, context),
      ...(context.size.rows < roomyRows ? [] : hintLines(draft, suggestions(draft, picture), context)),
    ],
    context,
  );
}

/** A count right-aligned in `width` cells; blank if unknown. */
function figure(count: number | undefined, width: number): string {
  const text = count === undefined ? '' : countIn(count, width);
  return ' '.repeat(Math.max(0, width - cells(text))) + text;
}

/** A count in `width` cells, abbreviated if it must be, but never with digits cut off. */
function countIn(count: number, width: number): string {
  const full = countText(count);
  return cells(full) <= width ? full : shortCount(count);
}

/** A group with nothing checked restricts nothing, and the dialog says so. */
function heading(word: string, checked: number): string {
  return checked === 0 ? `${word} (none: any)` : word;
}

/** `[x] parse`: the focus is shown by a sign as well as by the style. */
function checkbox(
  checked: boolean,
  row: number,
  draft: Pick<FilterDraft, 'row'>,
  text: string,
  context: ViewContext,
): Span {
  const focused = draft.row === row;
  const sign = focused ? context.glyphs.selected : ' ';
  return {
    text: `${sign} [${checked ? 'x' : ' '}] ${text}`,
    style: focused ? 'focus' : 'plain',
    click: { does: 'choose', key: String(row) },
  };
}

function textLine(draft: FilterDraft, context: ViewContext): readonly Span[] {
  const { selected, ellipsis, cursor } = context.glyphs;
  const focused = draft.row === textRow;
  const label = `${focused ? selected : ' '} Contains: `;
  const width = Math.min(textWidth, context.size.columns - 13 - cells(label));
  const whole = shownText(draft.text, context);
  const shown = draft.typing ? clipStart(whole, width, ellipsis) : clip(whole, width, ellipsis);
  const invites = focused && !draft.typing && draft.text === '';
  const text = invites ? '(Space or / to type)' : `${shown}${draft.typing ? cursor : ''}`;
  const click = { does: 'choose', key: String(textRow) } as const;
  return [
    { text: label, style: focused ? 'focus' : 'plain', click },
    {
      text: pad(text, width + 1, 'left', ellipsis),
      style: invites ? 'dim' : draft.typing ? 'strong' : 'plain',
      click,
    },
  ];
}

/** The keys that there are, in two lines. */
function keyLinesOf(draft: FilterDraft): readonly [string, string] {
  const keys = keysOf(draft);
  const words = keys.map((key) => keyWord(key, draft.parserKey));
  const first = keys.indexOf('status');
  return [words.slice(0, first).join(' '), words.slice(first).join(' ')];
}

/** Suggestions for the last word, the chosen one in brackets, or what is wrong; and which keys there are. */
function hintLines(
  draft: FilterDraft,
  suggested: ReturnType<typeof suggestions>,
  context: ViewContext,
): readonly (readonly Span[])[] {
  const { ellipsis } = context.glyphs;
  const room = Math.min(textWidth + 13, context.size.columns - 12);
  const hint = (text: string): readonly Span[] => [{ text: clip(`  ${text}`, room, ellipsis), style: 'dim' }];
  const [first, second] = keyLinesOf(draft);
  if (suggested.length > 0) return [suggestionLine(draft, suggested, room, context), hint('')];
  const mistake = mistakeTyped(draft.text, draft.zones);
  if (mistake === null) return [hint(`any text, or ${first}`), hint(`${second} retries> args.NAME:`)];
  const wide = Math.min(widestHint, context.size.columns - 12);
  const keys = `  ${first} ${second}`.replaceAll(/[:>]/g, '');
  return [
    [{ text: clip(`  ${shownText(mistake, context)}`, wide, ellipsis), style: 'warning' }],
    [{ text: clip(keys, wide, ellipsis), style: 'dim' }],
  ];
}

function suggestionLine(
  { completed, parserKey }: FilterDraft,
  suggested: ReturnType<typeof suggestions>,
  room: number,
  context: ViewContext,
): readonly Span[] {
  const { ellipsis } = context.glyphs;
  const chosen = completed?.at ?? -1;
  const names = suggested.map(({ key, value }, index) => {
    const name =
      key === null
        ? shownText(value, context)
        : value === ''
          ? keyWord(key, parserKey)
          : shownText(key === 'worker' ? nameWanted(value) : value, context);
    return index === chosen ? `[${name}]` : name;
  });
  const from = Math.max(0, chosen);
  const line = `  Tab: ${from > 0 ? `${ellipsis} ` : ''}${names.slice(from).join('  ')}`;
  return [{ text: clip(line, room, ellipsis), style: 'dim' }];
}
