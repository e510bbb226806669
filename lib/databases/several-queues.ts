import { resolve } from 'node:path';
import type { World } from '../commands/world.js';
import { isHostAddress, parseAddress } from '../hosts/address.js';
import { ownQueue, queuePathOf, withQueue } from '../model/limits.js';
import { isPostgresAddress } from '../postgres/address.js';
import { tablesInFile } from '../snapshot/files/tables-in-file.js';
import type { NamedPath } from '../sources/database-names.js';
import type { Links } from './host-database.js';
import type { ServedDisks } from './served-mounts.js';

/** Finds the names of the queues in a database on another host; none: it has one at most, or they aren't known now. */
export type AskHost = (address: string) => Promise<readonly string[]>;

/**
 * Databases with each queue in them by itself, ours first; if a queue is `chosen` by its name, with that one only. Links to
 * servers that are asked are put into `links` for what reads there in this process; null: another process will.
 */
export async function queueByQueue(
  databases: readonly NamedPath[],
  chosen: string | null,
  world: World,
  disks: ServedDisks,
  askHost: AskHost,
  links: Links | null,
): Promise<readonly NamedPath[]> {
  if (chosen !== null)
    return databases.map((database) => ({ ...database, path: withQueue(database.path, chosen) }));
  // All hosts at once: each takes its time to answer.
  const asked = databases.map(({ path }) => (isHostAddress(path) && mayBeDivided(path) ? askHost(path) : []));
  const all: NamedPath[] = [];
  for (const [at, database] of databases.entries()) {
    const { path } = database;
    const here = mayBeDivided(path) && !isHostAddress(path) ? await queuesAt(path, world, disks, links) : [];
    all.push(...eachOf(database, isHostAddress(path) ? ((await asked[at]) ?? []) : here));
  }
  return all;
}

/** Whether it names no queue; and, on another host, which database there. */
function mayBeDivided(path: string): boolean {
  if (queuePathOf(path).queue !== null) return false;
  const parsed = isHostAddress(path) ? parseAddress(path) : null;
  return parsed === null || (parsed.kind === 'address' && parsed.address.path !== null);
}

/** No database is divided into more queues than this: each is read by itself, on another host over its own connection. */
const mostQueues = 20;

/** A database with each of its queues by itself; as it is if these are too many, as no sound program says. */
export function eachOf(database: NamedPath, queues: readonly string[]): readonly NamedPath[] {
  const { path, name } = database;
  const each = [...new Set(queues)];
  if (each.length < 2 || each.length > mostQueues || !mayBeDivided(path)) return [database];
  return each.map((queue) => ({
    // What was kept for it while it was the only one goes on to be its.
    path: queue === ownQueue ? path : withQueue(path, queue),
    ...(name !== undefined && { name: queue === ownQueue ? name : `${name} ${queue}` }),
  }));
}

/** The names of the queues in a database; none if there is one at most, or they can't be found out now. */
async function queuesAt(
  path: string,
  world: World,
  disks: ServedDisks,
  links: Links | null,
): Promise<readonly string[]> {
  if (isPostgresAddress(path)) {
    const { prepareServing, endPrepared } = await import('./postgres.js');
    if (links === null) prepareServing(path, world);
    const names = await (await import('./act-on-postgres.js')).queuesOnServer(path, world, links);
    if (names.length > 1 && !names.includes(ownQueue)) endPrepared(path);
    return names;
  }
  const file = resolve(world.folder, path);
  await disks.ask([file]);
  if (disks.isSilent(file) || !(await mayHaveSeveral(file))) return [];
  // Seldom needed, and large.
  return (await import('./serve.js')).queuesInFile(file);
}

/**
 * Whether a file may have tables of several queues. A queue that nobody has moved from the WAL to the file yet is found at
 * the next start.
 */
export async function mayHaveSeveral(file: string): Promise<boolean> {
  try {
    const names = tablesInFile(file);
    if (names === null) return true;
    if ([...names].every((name) => /^(cf|sqlite)_/.test(name))) return false;
    // Of a queue of ours alone, which is usual, nothing of others is loaded.
    const { allQueues } = await import('../schema/known-queues.js');
    const first = ({ needs }: { readonly needs: ReadonlyMap<string, unknown> }) => [...needs.keys()][0] ?? '';
    const found = allQueues().folders.filter((folder) => names.has(first(folder).toLowerCase()));
    return found.length + (names.has(ownQueue) ? 1 : 0) > 1;
  } catch {
    // Whoever reads it says what is wrong with it.
    return false;
  }
}
