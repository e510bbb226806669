import { join, resolve } from 'node:path';
import type { FollowedDatabase } from '../commands/follow.js';
import type { World } from '../commands/world.js';
import type { RecordLocation } from '../model/follow-event.js';
import { given } from '../model/given.js';
import { type LastSeen, nothingSeen } from '../model/look.js';
import type { Density, PanelChoice } from '../model/saved-view.js';
import { ActJournal } from '../settings/act-journal.js';
import { isAddress } from '../settings/databases.js';
import { type LoadedView, memoryFolder, memoryName, OperatorMemory } from '../settings/operator-memory.js';
import { firstSort, type Settings } from '../settings/resolve.js';
import { nothingStored } from '../settings/stored-view.js';
import { sanitize } from '../view/text/sanitize.js';

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

/** That nothing is kept, because the disk of the folder doesn't answer. */
function notRemembered(folder: string): string {
  return `The disk of ${folder} does not answer: nothing is remembered.`;
}

/** Databases to follow, each with where its runs and the operator's acts are recorded; `given`: see {@link actJournal}. */
export function followed(
  databases: readonly (Omit<FollowedDatabase, 'location' | 'journal'> & { readonly given?: string })[],
  world: World,
): readonly FollowedDatabase[] {
  return databases.map((each) => ({
    ...each,
    location: each.open === undefined ? recordLocation(each.path, world) : null,
    journal: actJournal(each.given ?? each.path, world),
  }));
}

/** Where it is noted what this operator does to a database, given by its path or address; null for nowhere. */
export function actJournal(
  given: string,
  { environment, home, folder: base, isSilent = () => false }: World,
): ActJournal | null {
  const folder = memoryFolder(environment, home);
  if (folder === null || isSilent(folder)) return null;
  const database = isAddress(given) ? given : resolve(base, given);
  return new ActJournal(join(folder, `${memoryName(database, isSilent(database))}.acts`));
}

/**
 * Where runs of `follow` on a database are recorded: in the operator's own folder; null without one. `shown` names the
 * database in the record, for people who read it.
 */
export function recordLocation(
  database: string,
  { environment, home, host, isSilent = () => false, error }: World,
  shown = database,
): RecordLocation | null {
  const folder = memoryFolder(environment, home);
  if (folder === null) return null;
  if (isSilent(folder)) {
    error.write(`jobs-view: ${sanitize(notRemembered(folder), 5000)}\n`);
    return null;
  }
  return { folder: join(folder, 'follow'), name: memoryName(database), database: shown, host };
}
