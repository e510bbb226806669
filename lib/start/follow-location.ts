import { join } from 'node:path';
import { cursorsIn } from '../cli/cursor.js';
import type { FollowedFrom } from '../commands/follow/follow-here.js';
import type { RecordLocation } from '../commands/follow/record.js';
import type { FollowedDatabase } from '../commands/follow.js';
import type { World } from '../commands/world.js';
import type { FollowFrom } from '../hosts/wire/messages.js';
import { memoryFolder, memoryName } from '../settings/operator-memory.js';
import { sanitize } from '../view/text/sanitize.js';
import { unkept } from './saved-view.js';

/** Databases to follow, each with where its runs are recorded. */
export function followed(
  databases: readonly Omit<FollowedDatabase, 'location'>[],
  world: World,
): readonly FollowedDatabase[] {
  return databases.map((each) => ({
    ...each,
    location: each.open === undefined ? recordLocation(each.path, world) : null,
  }));
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
    error.write(`jobs-view: ${sanitize(unkept(folder), 5000)}\n`);
    return null;
  }
  return { folder: join(folder, 'follow'), name: memoryName(database), database: shown, host };
}

/** Where to start following, as another program asks for it. Cursors that can't be understood count as unknown ones. */
export function followedFrom(from: FollowFrom): FollowedFrom {
  return from.kind === 'cursors' ? { ...from, cursors: cursorsIn(from.cursors.join(',')) ?? [] } : from;
}
