import { unloadable, unloadablePackages } from './needed-programs.js';
import { sharedFolder } from './postgres-cluster.js';
import { folderInMemory } from './temporary-folder.js';

/** What jest does before the first spec of a run: it makes the folder of what many use, and tries what many load. */
export default function beforeSpecs(): void {
  process.env[sharedFolder] = folderInMemory().path;
  process.env[unloadable] = unloadablePackages();
}
