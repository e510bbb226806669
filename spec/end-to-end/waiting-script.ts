import { readdirSync, readFileSync } from 'node:fs';
import { eventually } from '../support/eventually.js';
import type { Script } from './scripts.js';

/** A job that is running, and one that waits. */
export const scan = { id: 1, plugin_name: 'scan_logs', status: 'RUNNING' };
export const fix = { id: 2, plugin_name: 'fix_parser', status: 'QUEUED' };

/** Resolves when the program watches: it has its inotify descriptor, which comes with the first look. */
export async function watching({ child }: Script): Promise<void> {
  await eventually(
    () =>
      readdirSync(`/proc/${child.pid}/fdinfo`).some((name) => {
        try {
          return readFileSync(`/proc/${child.pid}/fdinfo/${name}`, 'latin1').includes('inotify wd:');
        } catch {
          return false;
        }
      }),
    'no watch',
  );
}

/** Whether the program has ended by now. */
export const hasEnded = ({ child }: Script): boolean => child.exitCode !== null || child.signalCode !== null;
