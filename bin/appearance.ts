import { keymap } from '../lib/machine/keymap.js';
import { capabilities } from '../lib/terminal/capabilities.js';
import type { Appearance } from '../lib/view/appearance.js';
import type { World } from './world.js';

/** How the database at `path` is shown in this world. */
export function appearanceOf(path: string, world: World): Appearance {
  const { unicode } = capabilities(world.environment, { isTTY: world.output.isTTY === true });
  return { unicode, home: world.home, databaseLabel: path, host: world.host, keys: keymap };
}
