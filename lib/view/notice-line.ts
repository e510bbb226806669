import type { Notice } from '../machine/writing.js';
import { type Appearance, glyphsOf, shownPath, shownText } from './appearance.js';
import type { Line, StyleName } from './frame.js';
import { type Part, rowLine } from './line.js';

/** A notice that is over stays on the screen for so many ms. */
const shownFor = 10_000;

const styles: Readonly<Record<Notice['tone'], StyleName>> = {
  working: 'notice',
  done: 'complete',
  nothing: 'warning',
  failed: 'error',
};

/** The notice as long as it is to be seen, else null. */
export function currentNotice(notice: Notice | null, now: number): Notice | null {
  if (notice === null || notice.at === null) return notice;
  // A clock that was set back must not keep it for ever.
  return Math.abs(now - notice.at) < shownFor ? notice : null;
}

/** `✓ Job 42 is queued again.` in exactly `width` cells; each tone has its own sign. */
export function noticeLine(notice: Notice, width: number, appearance: Appearance): Line {
  const glyphs = glyphsOf(appearance);
  const signs: Readonly<Record<Notice['tone'], string>> = {
    working: glyphs.statuses.running,
    done: glyphs.statuses.complete,
    nothing: glyphs.statuses.cancelled,
    failed: glyphs.statuses.failed,
  };
  const ending = notice.tone === 'working' && notice.path === undefined ? glyphs.ellipsis : '';
  const parts: Part[] = [
    { text: `${signs[notice.tone]} `, style: styles[notice.tone] },
    { text: shownText(notice.text, appearance) + ending, style: styles[notice.tone], fit: 'end' },
  ];
  if (notice.path !== undefined) {
    parts.push({ text: shownPath(notice.path, appearance), style: 'path', fit: 'path', before: ' ' });
  }
  return rowLine({ left: parts, right: [] }, width, glyphs.ellipsis);
}
