import { keymap } from '../machine/keymap/keymap.js';
import { capabilities, type Looks } from '../terminal/capabilities.js';
import type { Appearance } from '../view/appearance.js';
import type { World } from './world.js';

/** How the database at `path` is shown in this world. */
export function appearanceOf(path: string, world: World, looks: Looks = {}): Appearance {
  const { unicode } = capabilities(world.environment, { ...looks, isTTY: world.output.isTTY === true });
  return { unicode, home: world.home, databaseLabel: path, host: world.host, keys: keymap };
}
