import { dirname } from 'node:path';
import type { Fault } from './fault.js';

/** What became of one fault. */
export interface Verdict {
  readonly file: string;
  readonly fault: Fault;
  /** Null where nothing noticed it. */
  readonly caughtBy: string | null;
  /** The title of the first test that failed. */
  readonly test?: string | undefined;
  /** Whether the fault, kept from an earlier run, has no place any more. */
  readonly isGone?: boolean;
  readonly seconds: number;
}

/** The folder that a file's faults are counted under. */
function folderOf(file: string): string {
  return dirname(file);
}

/** Whether a fault survived that could do harm. */
export function isSurvivor({ caughtBy, fault, isGone }: Verdict): boolean {
  return caughtBy === null && fault.harmless === undefined && isGone !== true;
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
  const caught = verdicts.filter(({ caughtBy }) => caughtBy !== null).length;
  const gone = verdicts.filter(({ isGone }) => isGone).length;
  const survived = verdicts.filter(isSurvivor).length;
  const harmless = verdicts.length - caught - gone - survived;
  const share = ((100 * caught) / verdicts.length).toFixed(1);
  const parts = [
    `${verdicts.length} faults`,
    `${caught} caught (${share} %)`,
    `${survived} survived`,
    ...(harmless > 0 ? [`${harmless} survived without harm`] : []),
    ...(gone > 0 ? [`${gone} without a place`] : []),
  ];
  return parts.join(', ');
}
