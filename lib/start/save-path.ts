import { join } from 'node:path';
import type { World } from '../commands/world.js';
import { databaseOf, localId } from '../model/job.js';

/** A path in the working folder for something of a job; the name says what it is and when it was saved. */
export function pathToSave(jobId: string, what: string, ending: string, world: World): string {
  return join(
    world.folder,
    `job-${jobInName(jobId)}-${what === '' ? '' : `${plain(what)}-`}${stamp(world.now())}.${ending}`,
  );
}

/** A job as a part of a file's name: its id, and its database where there are several. */
export function jobInName(jobId: string): string {
  const database = databaseOf(jobId);
  return plain(localId(jobId)) + (database === null ? '' : `-${plain(database)}`);
}

/** Any text as a part of a file's name: only letters, digits and dashes are kept. */
export function plain(text: string): string {
  return text.slice(0, 40).replace(/[^\w-]/g, '_');
}

/** `20260113T103815`, UTC. */
function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '');
}
