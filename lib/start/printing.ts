import { styledText } from '../../widgets/theme.js';
import { type PanelOptions, type PrintOptions, print, printPanel } from '../commands/print.js';
import type { World } from '../commands/world.js';

/** Prints the list in the screen's colours, where they are wanted, and returns the exit code. */
export function printed(options: PrintOptions, world: World): Promise<number> {
  return print(options, world, styledText);
}

/** Prints a panel in the screen's colours, where they are wanted, and returns the exit code. */
export function panelPrinted(options: PanelOptions, world: World): Promise<number> {
  return printPanel(options, world, styledText);
}
