import type { World } from '../commands/world.js';
import { type LastSeen, nothingSeen } from '../model/look.js';
import { type LoadedView, memoryFolder, OperatorMemory } from '../settings/operator-memory.js';
import { nothingStored } from '../settings/stored-view.js';

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

/**
 * Loads the saved view, once. A file that can't be understood is set aside. From a disk that doesn't answer nothing is
 * loaded, and nothing is saved there.
 */
export function loadSavedView(
  path: string,
  { environment, home, isSilent = () => false }: Pick<World, 'environment' | 'home' | 'isSilent'>,
  /** The database's disk doesn't answer. */
  isUnread = false,
): OpenedMemory {
  const folder = memoryFolder(environment, home);
  if (folder === null) return nothingSaved;
  if (isSilent(folder)) return { ...nothingSaved, complaint: unkept(folder) };
  const memory = new OperatorMemory(folder, path, isUnread);
  return { memory, ...memory.load(), seen: memory.loadSeen() };
}

/** That nothing is kept, because the disk of the folder doesn't answer. */
export function unkept(folder: string): string {
  return `The disk of ${folder} does not answer: nothing is remembered.`;
}
