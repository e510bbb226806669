import { styledText } from '../../widgets/theme.js';
import { type PanelOptions, type PrintOptions, print, printPanel } from '../commands/print.js';
import type { World } from '../commands/world.js';

/** The demo's jobs are printed as they are after this many ms. */
const demoPastMs = 60_000;

/** Prints the list in the screen's colours, where they are wanted, and returns the exit code. */
export function printed(options: PrintOptions, world: World): Promise<number> {
  return print(options, world, styledText);
}

/** The same for a panel. */
export function panelPrinted(options: PanelOptions, world: World): Promise<number> {
  return printPanel(options, world, styledText);
}

/** Prints the demo's jobs in the same way, as if it had run for a while. */
export async function demoPrinted(
  options: Omit<PrintOptions, 'path' | 'databases'>,
  world: World,
): Promise<number> {
  const { startedDemo } = await import('./dashboard.js');
  const demo = await startedDemo(world, demoPastMs);
  if (demo === null) return 1;
  const { path } = demo;
  try {
    return await printed({ ...options, path, databases: [{ name: path, path }] }, world);
  } finally {
    await demo.stop();
  }
}
