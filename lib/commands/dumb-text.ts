import type { Environment } from '../terminal/capabilities.js';
import { asciiOnly, sanitize } from '../view/text/sanitize.js';

/** Why there is no dashboard on a terminal on which the cursor can't be placed, and what to do about it. */
export function dumbText({ TERM }: Environment): string {
  const name = asciiOnly(sanitize(TERM ?? '', 40));
  const which = name === '' ? 'TERM is not set' : `TERM=${name}`;
  return (
    `${which}: this terminal cannot move the cursor, so the list is printed once.\n` +
    'For the dashboard, set TERM to the real terminal type, as in: TERM=xterm-256color jobs-view'
  );
}
