import type { World } from '../lib/commands/world.js';
import { type LastSeen, nothingSeen } from '../lib/model/look.js';
import { type LoadedView, memoryFolder, OperatorMemory } from '../lib/settings/operator-memory.js';
import { nothingStored } from '../lib/settings/stored-view.js';

/** What is kept of an operator's list of a database. */
export interface OpenedMemory extends LoadedView {
  /** Where it is kept; null: nowhere. */
  readonly memory: OperatorMemory | null;
  /** What they saw last. */
  readonly seen: LastSeen;
}

/** Nothing saved, and nowhere to save it. */
export const nothingSaved: OpenedMemory = {
  memory: null,
  view: nothingStored,
  complaint: null,
  seen: nothingSeen,
};

/** Loads the saved view, once. A file that can't be understood is set aside. */
export function loadSavedView(
  path: string,
  { environment, home }: Pick<World, 'environment' | 'home'>,
): OpenedMemory {
  const folder = memoryFolder(environment, home);
  if (folder === null) return nothingSaved;
  const memory = new OperatorMemory(folder, path);
  return { memory, ...memory.load(), seen: memory.loadSeen() };
}
