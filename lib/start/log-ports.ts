import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LogPorts } from '../app/log-feed.js';
import type { World } from '../commands/world.js';
import type { LogReader } from '../snapshot/port.js';
import { jobInName, pathToSave } from './save-path.js';

/**
 * Where logs come from, and where they are saved: the working folder, under a name that says which log and when.
 */
export function logPorts(reader: LogReader, world: World): LogPorts {
  return {
    reader,
    savePath: (jobId) => pathToSave(jobId, '', 'log', world),
    scratchPath: (jobId) => join(scratchFolder(), `job-${jobInName(jobId)}.log`),
    discard: (scratch) => removeFolder(dirname(scratch)),
  };
}

const folders = new Set<string>();

/** A private folder for one log, readable by this user alone. Removed when the process ends, at the latest. */
function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-view-log-'));
  if (folders.size === 0) process.once('exit', removeAll);
  folders.add(folder);
  return folder;
}

function removeAll(): void {
  for (const folder of folders) removeFolder(folder);
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
  if (folders.size === 0) process.off('exit', removeAll);
}
