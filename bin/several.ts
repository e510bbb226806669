import { resolve } from 'node:path';
import type { NamedCommandDatabase } from '../lib/commands/read-several.js';
import type { World } from '../lib/commands/world.js';
import { isHostAddress } from '../lib/hosts/address.js';
import type { Settings } from '../lib/settings/resolve.js';
import { namedDatabases } from '../lib/sources/database-names.js';
import { hostNamed, type WrongAddress, whyNotThere } from './host.js';
import type { Invocation } from './invocation.js';

/**
 * The databases that are to be taken together; null if it is only one. Or why one of them is none. `logFolder`: that of logs
 * on other hosts.
 */
export async function severalIn(
  invocation: Invocation,
  settings: Settings,
  logFolder: string | null,
  world: World,
): Promise<readonly NamedCommandDatabase[] | WrongAddress | null> {
  if (!('others' in invocation) || (invocation.kind === 'dashboard' && invocation.demo)) return null;
  const { path, others } = invocation;
  const said = path === null ? settings.databases : [path, ...others].map((each) => ({ path: each }));
  const databases = namedDatabases(said);
  if (databases.length < 2) return null;
  const named: NamedCommandDatabase[] = [];
  for (const database of databases) {
    const onHost = await hostNamed(database.path, settings, logFolder, world);
    if (onHost?.kind === 'wrong') return onHost;
    const sentence = onHost === null ? null : whyNotThere(invocation.kind);
    if (sentence !== null) return { kind: 'wrong', sentence };
    const { name } = database;
    named.push(onHost === null ? database : { name, path: onHost.label, open: onHost.open });
  }
  return named;
}

/** What several databases are called together, on the screen. */
export function labelOf(databases: readonly NamedCommandDatabase[]): string {
  return `${databases.length} databases`;
}

/** What the operator's choices for these databases are kept under: the same for the same ones in another order. */
export function keptUnder(
  databases: readonly NamedCommandDatabase[],
  { folder }: Pick<World, 'folder'>,
): string {
  return databases
    .map(({ path }) => (isHostAddress(path) ? path : resolve(folder, path)))
    .sort()
    .join(':');
}
