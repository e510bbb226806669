import { closeSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Cursor } from '../../cli/cursor.js';
import type { Baseline } from '../../snapshot/changes/baseline.js';
import type { JobKeys } from '../../snapshot/changes/job-keys.js';
import { baselineIn } from './record-lines.js';

/** Where the records of a database are kept, and by whom. */
export interface RecordLocation {
  readonly folder: string;
  /** The prefix of the names of the database's records. */
  readonly name: string;
  /** Its path, for people who look into a record. */
  readonly database: string;
  readonly host: string;
}

/** The records of a database's latest runs are kept: at most `mostRuns`, and beyond a few only up to a total size. */
const mostRuns = 8;
const fewRuns = 2;
const mostBytes = 200_000_000;
/** The first bytes of a record, within which it says who writes it. */
const headBytes = 1000;

/** What was known at a cursor; null if no record has it, or none that can be understood. */
export function recordedAt(
  location: RecordLocation,
  { run, position }: Cursor,
  keys: JobKeys,
): Baseline | null {
  for (const name of namesIn(location).filter((each) => each.run === run && each.from <= position)) {
    let bytes: Buffer;
    try {
      bytes = readFileSync(join(location.folder, name.file));
    } catch {
      // Another run may have deleted the file; an older file of the same run may still have it.
      continue;
    }
    const baseline = baselineIn(wholeLines(bytes), position, keys);
    if (baseline !== null) return baseline;
  }
  return null;
}

interface RecordName {
  readonly file: string;
  readonly run: string;
  readonly from: number;
}

/** The name of a run's file that begins after a number of events. */
export function nameOf({ name }: RecordLocation, run: string, from: number): string {
  return `${name}.${run}.${from}.follow`;
}

/** The records of a database; of one run, the latest first. */
function namesIn({ folder, name }: RecordLocation): readonly RecordName[] {
  let files: readonly string[];
  try {
    files = readdirSync(folder);
  } catch {
    // There is no folder: nothing was ever recorded.
    return [];
  }
  const beginning = `${name}.`;
  return files
    .flatMap((file): RecordName[] => {
      const [, run, from] = /^([0-9a-z]+-[0-9a-f]+)\.(\d+)\.follow$/.exec(file.slice(beginning.length)) ?? [];
      return file.startsWith(beginning) && run !== undefined ? [{ file, run, from: Number(from) }] : [];
    })
    .sort((one, other) => other.from - one.from);
}

/** Deletes old records, but not those of the latest runs and of runs still going on. Throws the system's errors. */
export function forgetOld(location: RecordLocation): void {
  const runs = new Map<string, { readonly files: string[]; writtenAt: number; bytes: number }>();
  for (const { run, file } of namesIn(location)) {
    const known = runs.get(run) ?? { files: [], writtenAt: 0, bytes: 0 };
    const status = statSync(join(location.folder, file), { throwIfNoEntry: false });
    known.files.push(file);
    known.writtenAt = Math.max(known.writtenAt, status?.mtimeMs ?? 0);
    known.bytes += status?.size ?? 0;
    runs.set(run, known);
  }
  let bytes = 0;
  [...runs.values()]
    .sort((one, other) => other.writtenAt - one.writtenAt)
    .forEach((run, index) => {
      bytes += run.bytes;
      if (index < fewRuns || (index < mostRuns && bytes <= mostBytes)) return;
      if (run.files.some((file) => goesOn(location, file))) return;
      for (const file of run.files) rmSync(join(location.folder, file), { force: true });
    });
}

/** Whether the process that began a record is still running. */
function goesOn({ folder, host }: RecordLocation, file: string): boolean {
  const head = headOf(join(folder, file));
  const [, by, pid] = /"host":"([^"\\]*)","pid":(\d+)/.exec(head) ?? [];
  if (by !== host || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    // Another user's process can't be signalled, but it exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function headOf(path: string): string {
  const bytes = Buffer.alloc(headBytes);
  const descriptor = openSync(path, 'r');
  try {
    return bytes.toString('utf8', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

function* wholeLines(bytes: Buffer): Generator<string> {
  for (let from = 0; ; ) {
    const end = bytes.indexOf(newline, from);
    if (end < 0) return;
    yield bytes.toString('utf8', from, end);
    from = end + 1;
  }
}

const newline = 0x0a;
