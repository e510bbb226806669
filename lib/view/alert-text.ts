import type { Alert } from '../machine/state/state.js';
import { type Appearance, glyphsOf, shownText } from './appearance.js';
import { countOf } from './format/count.js';
import { clip } from './text/width.js';

/** How many names are listed, and how wide each may be, in cells. */
const namesShown = 3;
const nameWidth = 40;

/**
 * What a notification says of new failures, as one clean line: `Jobs View: 3 jobs failed: alpha, beta, …`. It
 * begins with a letter, because some terminals take a leading number for a command.
 */
export function alertText({ count, names }: Alert, appearance: Appearance): string {
  const { ellipsis } = glyphsOf(appearance);
  const shown = names
    .map((name) => clip(shownText(name, appearance), nameWidth, ellipsis))
    .filter((name) => name !== '')
    .slice(0, namesShown);
  const list = shown.length > 0 && shown.length < count ? [...shown, ellipsis] : shown;
  const what = `Jobs View: ${countOf(count, 'job')} failed`;
  return list.length === 0 ? what : `${what}: ${list.join(', ')}`;
}
