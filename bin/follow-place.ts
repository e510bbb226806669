import { join } from 'node:path';
import type { RecordPlace } from '../lib/commands/follow/record-files.js';
import type { FollowedDatabase } from '../lib/commands/follow.js';
import type { World } from '../lib/commands/world.js';
import { memoryFolder, memoryName } from '../lib/settings/operator-memory.js';

/** Databases to follow, each with where its runs are recorded. */
export function followed(
  databases: readonly Omit<FollowedDatabase, 'place'>[],
  world: World,
): readonly FollowedDatabase[] {
  return databases.map((each) => ({
    ...each,
    place: each.open === undefined ? followPlace(each.path, world) : null,
  }));
}

/** Where runs of `follow` on a database are recorded: in the operator's own folder; null without one. */
export function followPlace(database: string, { environment, home, host }: World): RecordPlace | null {
  const folder = memoryFolder(environment, home);
  return folder === null
    ? null
    : { folder: join(folder, 'follow'), name: memoryName(database), database, host };
}
