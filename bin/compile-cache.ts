import { mkdirSync, statSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { OwnCompileCache } from './own-compile-cache.js';

/** Of Node 22.8 and later. It throws nothing, and does nothing where NODE_DISABLE_COMPILE_CACHE is set. */
type EnableCompileCache = (folder: string) => unknown;

/**
 * Where Node keeps what it compiled of the program, by the XDG base directory specification; null where it is to keep
 * nothing, as there is no home, or only that of somebody else, whose folders a file of ours would be in the way of. Not
 * in the system's temporary folder, as Node has it: what lies there may be anybody's.
 */
export function compileCacheFolder(
  { HOME: home, XDG_CACHE_HOME: cache }: NodeJS.ProcessEnv,
  isOurs: (folder: string) => boolean,
): string | null {
  const place = cache?.startsWith('/') ? cache : home?.startsWith('/') ? join(home, '.cache') : null;
  return place === null || home === undefined || !isOurs(home) ? null : join(place, 'jobs-view');
}

/**
 * Has what is compiled in this thread from now on kept, so that the next start needn't: by Node where it can, else by
 * us, in one file for each `task`. Returns our own cache, which is to be told when to keep what it has. Nothing is kept
 * or used where there is no folder for it, where the folder is somebody else's, or NODE_DISABLE_COMPILE_CACHE is set.
 */
export function keepCompiled(task: string): OwnCompileCache | null {
  const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: EnableCompileCache };
  const folder = compileCacheFolder(process.env, belongsToUs);
  if (folder === null || !isMade(dirname(folder)) || !isMade(folder)) return null;
  // Whoever owns it could have us run what they like, such as after a sudo that keeps XDG_CACHE_HOME.
  if (!belongsToUs(folder)) return null;
  if (enableCompileCache !== undefined) {
    enableCompileCache(folder);
    return null;
  }
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return null;
  const own = new OwnCompileCache(join(folder, `${task}.code`));
  own.begin(import.meta.dirname);
  return own;
}

function belongsToUs(folder: string): boolean {
  try {
    return statSync(folder).uid === process.geteuid?.();
  } catch {
    return false;
  }
}

/** Node itself never gives up where a folder can't be made in one that is there, as in /proc. */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  }
}
