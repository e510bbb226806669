import { styledText } from '../../widgets/theme.js';
import { type PanelOptions, type PrintOptions, print, printPanel } from '../commands/print.js';
import { type NamedCommandDatabase, onceFrom } from '../commands/read-once.js';
import type { World } from '../commands/world.js';

/** The demo's jobs are printed as they are after this many ms. */
const demoPastMs = 60_000;

/** What reads the only database. */
type Read = Pick<NamedCommandDatabase, 'once' | 'open'>;

/** Prints the list in the screen's colours, where they are wanted, and returns the exit code. */
export function printed(
  options: Omit<PrintOptions, 'host' | 'reader'> & Read,
  world: World,
): Promise<number> {
  return print({ ...options, ...readFor(options) }, world, styledText);
}

/** The same for a panel. */
export function panelPrinted(
  options: Omit<PanelOptions, 'host' | 'reader'> & Read,
  world: World,
): Promise<number> {
  return printPanel({ ...options, ...readFor(options) }, world, styledText);
}

/** Several are opened where they are read. */
function readFor({ path, several, ...read }: Read & Pick<PrintOptions, 'path' | 'several'>) {
  return several ? {} : onceFrom(path, read);
}

/** Prints the demo's jobs in the same way, as if it had run for a while. */
export async function demoPrinted(
  options: Omit<PrintOptions, 'path' | 'host'>,
  world: World,
): Promise<number> {
  const { startedDemo } = await import('./dashboard.js');
  const demo = await startedDemo(world, demoPastMs);
  if (demo === null) return 1;
  try {
    return await printed({ ...options, path: demo.path }, world);
  } finally {
    await demo.stop();
  }
}
