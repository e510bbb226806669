import { join } from 'node:path';
import { sharedFolder } from './postgres-cluster.js';

/**
 * Variables for programs that specs start: they keep the code that Node compiled in one folder for the whole run, as an
 * operator's do from start to start, which saves a quarter of a start's processor time. None outside a run of specs.
 */
export function sharedCodeCache(): Readonly<Record<string, string>> {
  const shared = process.env[sharedFolder];
  return shared === undefined ? {} : { XDG_CACHE_HOME: join(shared, 'compiled') };
}
