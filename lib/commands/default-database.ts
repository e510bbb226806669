import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.js';

/** The product's names for its database, the newest version's first. */
const databaseNames = ['state.sqlite', 'casparian_flow.sqlite3'] as const;

/** The database that is used where nobody names one. */
export interface DefaultDatabase {
  /** The product's names for its database, the newest version's first. */
  readonly names: typeof databaseNames;
  /** The product's folder. */
  readonly folder: string;
  /** Whether CASPARIAN_HOME names the folder; otherwise it is the usual one in the operator's home. */
  readonly isNamed: boolean;
  /** The first of `names` that exists; if none does, the newest version's, which may still be made. */
  readonly path: string;
  readonly isThere: boolean;
}

/** The product's folder. */
export function productFolder({
  environment,
  home,
}: Pick<World, 'environment' | 'home'>): Pick<DefaultDatabase, 'folder' | 'isNamed'> {
  const named = environment.CASPARIAN_HOME ?? '';
  return { folder: named === '' ? join(home ?? '/', '.casparian_flow') : named, isNamed: named !== '' };
}

/** Looks for the product's database in its folder, as the product itself would. */
export function defaultDatabase(world: Pick<World, 'environment' | 'home' | 'isSilent'>): DefaultDatabase {
  const { folder, isNamed } = productFolder(world);
  const paths = databaseNames.map((name) => join(folder, name));
  // A disk that doesn't answer may have it.
  const there = world.isSilent?.(folder) === true ? paths[0] : paths.find(isThere);
  const path = there ?? join(folder, databaseNames[0]);
  return { names: databaseNames, folder, isNamed, path, isThere: there !== undefined };
}

/**
 * A file that this user may not look at counts as existing: reading it reports what is wrong, and a demo would
 * hide that.
 */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
