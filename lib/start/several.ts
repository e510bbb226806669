import { resolve } from 'node:path';
import type { NamedCommandDatabase } from '../commands/read-once.js';
import type { World } from '../commands/world.js';
import type { Settings } from '../settings/resolve.js';
import { namedDatabases } from '../sources/database-names.js';
import { isElsewhere, whyNotThere } from './host.js';
import type { HostDatabase, WrongAddress } from './host-database.js';
import type { Invocation } from './invocation.js';

/** One of several databases that the operator named. */
export interface SeveralDatabase extends NamedCommandDatabase {
  /** The path or address that the operator gave; never shown. */
  readonly given: string;
  /** What it is called on the screen, and its host, if it is on another one. */
  readonly far?: { readonly label: string; readonly host: string | null };
}

/**
 * The databases that are to be taken together; null if there is only one; or why an address among them is wrong.
 * `elsewhere` returns what reads one that this process doesn't read itself.
 */
export async function severalIn(
  invocation: Invocation,
  settings: Settings,
  elsewhere: (path: string) => Promise<HostDatabase | WrongAddress | null>,
  world: World,
): Promise<readonly SeveralDatabase[] | WrongAddress | null> {
  if (!('others' in invocation) || ('demo' in invocation && invocation.demo)) return null;
  const { path, others } = invocation;
  const said = path === null ? settings.databases : [path, ...others].map((each) => ({ path: each }));
  const databases = namedDatabases(said);
  if (databases.length < 2) return null;
  const named: SeveralDatabase[] = [];
  for (const database of databases) {
    const onHost = await elsewhere(database.path);
    if (onHost?.kind === 'wrong') return onHost;
    const sentence = onHost === null ? null : whyNotThere(invocation.kind, database.path);
    if (sentence !== null) return { kind: 'wrong', sentence };
    const { name, path: given } = database;
    if (onHost === null) named.push({ ...database, given });
    else named.push({ name, given, ...partsOf(onHost, world) });
  }
  return named;
}

function partsOf(
  { label, open, screen, host, isHere = false }: HostDatabase,
  world: World,
): Pick<SeveralDatabase, 'path' | 'open' | 'far'> {
  return { path: label, open, far: { label: screen, host: isHere ? null : (host ?? world.host) } };
}

/** What the screen calls several databases together. */
export function labelOf(databases: readonly NamedCommandDatabase[]): string {
  return `${databases.length} databases`;
}

/**
 * What the operator's choices for these databases are kept under: the same for the same ones in another order, and
 * under the same names, which are in the ids of their jobs.
 */
export function keptUnder(
  databases: readonly Pick<SeveralDatabase, 'name' | 'given'>[],
  { folder }: Pick<World, 'folder'>,
): string {
  return databases
    .map(({ name, given }) => `${isElsewhere(given) ? given : resolve(folder, given)} as ${name}`)
    .sort()
    .join(':');
}
