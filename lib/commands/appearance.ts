import { keymap } from '../machine/keymap/keymap.js';
import { capabilities, type Environment, type Looks } from '../terminal/capabilities.js';
import type { Appearance } from '../view/appearance.js';
import { utcZone } from '../view/format/times.js';
import { asciiOnly, sanitize } from '../view/text/sanitize.js';
import { localZone } from './local-zone.js';
import type { World } from './world.js';

/** How the database at `path` is shown in this world. */
export function appearanceOf(path: string, world: World, looks: Looks = {}): Appearance {
  const { unicode } = capabilities(world.environment, { ...looks, isTTY: world.output.isTTY === true });
  const { zone, times = 'ages' } = looks;
  const shown = { zone: zone === 'local' ? localZone : utcZone, localZone, times };
  return { unicode, home: world.home, databaseLabel: path, host: world.host, keys: keymap, ...shown };
}

/** Why there is no dashboard on a terminal on which the cursor can't be placed, and what to do about it. */
export function dumbText({ TERM }: Environment): string {
  const name = asciiOnly(sanitize(TERM ?? '', 40));
  const which = name === '' ? 'TERM is not set' : `TERM=${name}`;
  return (
    `${which}: this terminal cannot move the cursor, so the list is printed once.\n` +
    'For the dashboard, set TERM to the real terminal type, as in: TERM=xterm-256color jobs-view'
  );
}
