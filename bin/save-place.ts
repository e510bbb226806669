import { join } from 'node:path';
import type { World } from '../lib/commands/world.js';

/** A path in the working folder for something of a job; the name says what it is and when it was saved. */
export function savePlace(jobId: string, what: string, ending: string, world: World): string {
  return join(
    world.folder,
    `job-${plain(jobId)}-${what === '' ? '' : `${plain(what)}-`}${stamp(world.now())}.${ending}`,
  );
}

/** Any text as a part of a file's name: only letters, digits and dashes are kept. */
export function plain(text: string): string {
  return text.slice(0, 40).replace(/[^\w-]/g, '_');
}

/** `20260113T103815`, UTC. */
function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '');
}
