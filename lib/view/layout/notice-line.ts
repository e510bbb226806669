import { isShown, type Notice } from '../../machine/state/write-order.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import type { Line, StyleName } from '../frame.js';
import { fitParts, type Part, rowLine, widthOf } from '../text/line.js';
import { cells, wrap } from '../text/width.js';

const styles: Readonly<Record<Notice['tone'], StyleName>> = {
  working: 'notice',
  done: 'complete',
  aside: 'notice',
  nothing: 'warning',
  failed: 'error',
};

/** The notice while the screen shows it, else null. */
export function currentNotice(notice: Notice | null, now: number): Notice | null {
  return notice !== null && isShown(notice, now) ? notice : null;
}

/** `✓ Job 42 is queued again` in exactly `width` cells; each tone except `aside` has its own sign. */
export function noticeLine(notice: Notice, width: number, context: ViewContext): Line {
  const [row = []] = noticeRows(notice, width, 1, context);
  return rowLine({ left: row, right: [] }, width, context.glyphs.ellipsis);
}

/**
 * A notice in one row of at most `width` cells or, if it is too long, in up to `most` rows; only the last is cut.
 */
export function noticeRows(
  notice: Notice,
  width: number,
  most: 1 | 2,
  context: ViewContext,
): readonly (readonly Part[])[] {
  const { ellipsis } = context.glyphs;
  const [sign, text, path] = noticeParts(notice, context);
  const whole = path === undefined ? [sign, text] : [sign, text, path];
  if (most === 1 || widthOf(whole) <= width) return [fitParts(whole, width, ellipsis)];
  const indent: Part = { ...sign, text: ' '.repeat(cells(sign.text)) };
  const [head = '', ...more] = wrap(text.text, width - cells(sign.text));
  const rest: Part = { ...text, text: more.join(' ') };
  const tail: readonly Part[] =
    path === undefined ? [rest] : rest.text === '' ? [{ ...path, before: '' }] : [rest, path];
  return [[sign, { ...text, text: head }], fitParts([indent, ...tail], width, ellipsis)];
}

function noticeParts(notice: Notice, context: ViewContext): readonly [sign: Part, text: Part, path?: Part] {
  const { glyphs } = context;
  const signs: Readonly<Record<Exclude<Notice['tone'], 'aside'>, string>> = {
    working: glyphs.statuses.running,
    done: glyphs.statuses.complete,
    nothing: glyphs.statuses.cancelled,
    failed: glyphs.statuses.failed,
  };
  const style = styles[notice.tone];
  const ending = notice.tone === 'working' && notice.path === undefined ? glyphs.ellipsis : '';
  // A notice is a sentence or two on a line of its own, so the last full stop is dropped.
  const sentence = shownText(notice.text, context).replace(/\.$/, '') + ending;
  const sign: Part = { text: notice.tone === 'aside' ? '' : `${signs[notice.tone]} `, style };
  const text: Part = { text: sentence, style, fit: 'end' };
  return notice.path === undefined
    ? [sign, text]
    : [sign, text, { text: shownPath(notice.path, context), style: 'path', fit: 'path', before: ' ' }];
}
