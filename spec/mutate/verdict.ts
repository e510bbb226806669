import { dirname } from 'node:path';
import type { Fault } from './fault.js';

/** What became of one fault. */
export interface Verdict {
  readonly file: string;
  readonly fault: Fault;
  /** Null where nothing noticed it. */
  readonly caughtBy: string | null;
  readonly seconds: number;
}

/** The folder that a file's faults are counted under. */
export function folderOf(file: string): string {
  return dirname(file);
}

/** How many were caught in each folder, which survived, and which of those can do harm. */
export function summary(verdicts: readonly Verdict[]): string {
  const folders = [...new Set(verdicts.map(({ file }) => folderOf(file)))].sort();
  const lines = folders.map((folder) => {
    const own = verdicts.filter(({ file }) => folderOf(file) === folder);
    return `${folder}: ${counted(own)}`;
  });
  const declared = verdicts.filter(
    ({ fault, caughtBy }) => fault.harmless !== undefined && caughtBy !== null,
  );
  const stale = declared.map(({ file, fault }) => `not harmless after all: ${file}: ${fault.before}`);
  return `\n${[...lines, ...(folders.length > 1 ? [`all: ${counted(verdicts)}`] : []), ...stale].join('\n')}\n`;
}

function counted(verdicts: readonly Verdict[]): string {
  const caught = verdicts.filter(({ caughtBy }) => caughtBy !== null);
  const bySimulation = caught.filter(({ caughtBy }) => caughtBy === 'simulation').length;
  const harmless = verdicts.filter(({ fault, caughtBy }) => caughtBy === null && fault.harmless).length;
  const survived = verdicts.length - caught.length - harmless;
  const share = ((100 * caught.length) / verdicts.length).toFixed(1);
  const parts = [
    `${verdicts.length} faults`,
    `${caught.length} caught (${share} %${bySimulation > 0 ? `, ${bySimulation} by the simulation` : ''})`,
    `${harmless} survived without harm`,
    `${survived} survived`,
  ];
  return parts.join(', ');
}
