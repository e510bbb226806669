import type { Clickable, Frame, Line, Lines, Rect } from '../frame.js';
import { cells } from '../text/width.js';

/**
 * What a click on a cell of a frame does; null if it does nothing. Beside a dialog only the keys' hints below react, and
 * nothing that it covers.
 */
export function clickableAt(frame: Frame, column: number, row: number): Clickable | null {
  const { border, list, panel, dialog = null, status, footer } = frame;
  const isThere = ({ rect }: { readonly rect: Rect }) => isWithin(rect, column, row);
  const targets = dialog ? dialog.targets : [...(list?.targets ?? []), ...(panel?.targets ?? [])];
  const chosen = targets?.find(isThere);
  if (chosen !== undefined) return { does: 'choose', key: chosen.key };
  const screen: Lines = {
    rect: { left: 0, top: 0, width: frame.size.columns, height: frame.size.rows },
    lines: border,
  };
  const parts: readonly (Lines | null)[] = dialog ? [dialog, footer] : [footer, status, screen];
  const part = parts.find((each) => each && isThere(each));
  const line = part?.lines[row - part.rect.top];
  return part && line ? clickIn(line, column - part.rect.left) : null;
}

function isWithin({ left, top, width, height }: Rect, column: number, row: number): boolean {
  return column >= left && column < left + width && row >= top && row < top + height;
}

function clickIn(line: Line, cell: number): Clickable | null {
  let end = 0;
  const span = line.find(({ text }) => {
    end += cells(text);
    return cell < end;
  });
  return span?.click ?? null;
}
