import { errorInBrief } from '../../model/error-summary.js';
import type { Traceback } from '../../model/traceback.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countText } from '../format/count.js';
import type { StyleName } from '../frame.js';
import { fitMiddle } from '../text/width.js';
import type { RowContext } from './row-context.js';
import { optional, quoted, type Segment, words } from './segments.js';

/** `gave up after 3 retries`: the queue's last word on a job. */
export function gaveUp(retries: number): string {
  if (retries < 1) return 'gave up';
  return `gave up after ${countText(retries)} ${retries === 1 ? 'retry' : 'retries'}`;
}

/** An error text in few words: what was thrown and where, and the error behind it if there is room. */
export function errorSegments(
  text: string | null,
  stackTrace: string | null,
  style: StyleName,
  context: RowContext,
): readonly Segment[] {
  const brief = errorInBrief(text ?? '', stackTrace);
  const error = quoted(brief.error, style, context);
  if (error.length === 0) return [];
  const frame = frameOf(brief, context);
  const where: Segment = frame === '' ? [] : words(` at ${frame}`, style);
  return [[...error, ...where], optional(otherOf(brief, context))];
}

/** The same as one clean text: `ValueError: no price at parser.py:88`. */
export function errorText(text: string, stackTrace: string | null, context: RowContext): string {
  const brief = errorInBrief(text, stackTrace);
  const frame = frameOf(brief, context);
  const error = shownText(brief.error, context);
  return frame === '' || error === '' ? error : `${error} at ${frame}`;
}

/** `parser.py:88`, of bounded length; empty if no frame is known. */
export function frameOf({ frame }: Traceback, context: ViewContext): string {
  return fitMiddle(shownText(frame, context), longestFrame, context.glyphs.ellipsis);
}

/** The frame stays whole while the error is shortened, unless it is longer than the names of program files are. */
const longestFrame = 40;

/** `caused by KeyError: 'price'`; empty if there is no other error. */
export function otherOf({ other }: Traceback, context: RowContext): Segment {
  const error = quoted(other?.error ?? null, 'dim', context);
  return error.map((part) => ({ ...part, text: `${other?.how ?? ''} ${part.text}` }));
}
