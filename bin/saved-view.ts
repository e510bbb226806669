import type { World } from '../lib/commands/world.js';
import { memoryFolder, OperatorMemory, type Recollection } from '../lib/settings/operator-memory.js';
import { nothingRemembered } from '../lib/settings/remembered.js';

/** What an operator's list of a database showed last, and where that is kept; null for nowhere. */
export interface LoadedView extends Recollection {
  readonly memory: OperatorMemory | null;
}

/** Nothing, which is kept nowhere either. */
export const nothingSaved: LoadedView = { memory: null, remembered: nothingRemembered, complaint: null };

/** Recalls it, once: what can't be understood is set aside. */
export function loadSavedView(
  path: string,
  { environment, home }: Pick<World, 'environment' | 'home'>,
): LoadedView {
  const folder = memoryFolder(environment, home);
  if (folder === null) return nothingSaved;
  const memory = new OperatorMemory(folder, path);
  return { memory, ...memory.load() };
}
