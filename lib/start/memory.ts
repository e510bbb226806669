import { resolve } from 'node:path';
import { notRemembered } from '../commands/operator-records.js';
import type { World } from '../commands/world.js';
import { given } from '../model/given.js';
import { type LastSeen, nothingSeen } from '../model/look.js';
import type { Density, PanelChoice } from '../model/saved-view.js';
import { type LoadedView, memoryFolder, OperatorMemory } from '../settings/operator-memory.js';
import { firstSort, type Settings } from '../settings/resolve.js';
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
  world: Pick<World, 'environment' | 'home' | 'folder' | 'isSilent'>,
): OpenedMemory {
  const { environment, home, isSilent = () => false } = world;
  const folder = memoryFolder(environment, home);
  if (folder === null) return nothingSaved;
  if (isSilent(folder)) return { ...nothingSaved, complaint: notRemembered(folder) };
  const memory = new OperatorMemory(folder, path, isSilent(resolve(world.folder, path)));
  return { memory, ...memory.load(), seen: memory.loadSeen() };
}

/** How the panels are set when the dashboard starts: as the operator asks for it, else as they left them. */
export function firstPanel({
  sort,
  columns: { asked, usual },
  density,
  times,
  loaded: { view },
}: Pick<Settings, 'sort' | 'columns' | 'times'> & {
  readonly density: Density | null;
  readonly loaded: OpenedMemory;
}): PanelChoice {
  const { panel } = view;
  const columns = asked ?? panel.columns ?? usual;
  return {
    ...panel,
    sort: firstSort(sort, view),
    density: density ?? panel.density,
    times: times.asked ?? panel.times ?? times.usual ?? 'ages',
    ...given({ columns }),
  };
}
