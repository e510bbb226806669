import type { World } from '../lib/commands/world.js';
import { type LastSeen, nothingSeen } from '../lib/model/last-seen.js';
import { memoryFolder, OperatorMemory, type Recollection } from '../lib/settings/operator-memory.js';
import { nothingRemembered } from '../lib/settings/remembered.js';

/** What the operator's list of a database last showed, and where that is kept; null: it isn't kept. */
export interface LoadedView extends Recollection {
  readonly memory: OperatorMemory | null;
  /** What they saw last. */
  readonly seen: LastSeen;
}

/** Nothing saved, and nowhere to save it. */
export const nothingSaved: LoadedView = {
  memory: null,
  remembered: nothingRemembered,
  complaint: null,
  seen: nothingSeen,
};

/** Loads the saved view, once. A file that can't be understood is set aside. */
export function loadSavedView(
  path: string,
  { environment, home }: Pick<World, 'environment' | 'home'>,
): LoadedView {
  const folder = memoryFolder(environment, home);
  if (folder === null) return nothingSaved;
  const memory = new OperatorMemory(folder, path);
  return { memory, ...memory.load(), seen: memory.loadSeen() };
}
