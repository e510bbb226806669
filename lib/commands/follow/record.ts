import { randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { Cursor } from '../../cli/cursor.js';
import type { FollowEvent, RecordLocation } from '../../model/follow-event.js';
import type { NotedAct } from '../../model/marks.js';
import type { JobKeys } from '../../snapshot/changes/job-states.js';
import type { PassedOver } from '../../snapshot/changes/read-changes.js';
import type { ChangesReader } from '../../snapshot/changes-reader.js';
import {
  baselineIn,
  endOfJobs,
  eventLine,
  jobLine,
  passedOverLine,
  type RecordedState,
  type RecordHead,
  Seal,
} from './record-lines.js';

/** A cursor as `--since` takes it. */
export function cursorText({ run, position }: Cursor): string {
  return `${run}.${position}`;
}

/** How far the events of each database have been printed, so that one cursor continues all of them. */
export class Cursors {
  readonly #cursors = new Map<string, string>();

  /** The event with this cursor is printed next. Null: the database can't be continued. */
  move(path: string, cursor: string | null): void {
    if (cursor === null) this.#cursors.delete(path);
    else this.#cursors.set(path, cursor);
  }

  /** The cursor that continues after the event that is printed next; null if no database can be continued. */
  get text(): string | null {
    return this.#cursors.size === 0 ? null : [...this.#cursors.values()].join(',');
  }
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
): RecordedState | null {
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
function nameOf({ name }: RecordLocation, run: string, from: number): string {
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
function forgetOld(location: RecordLocation): void {
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
  // A thread follows a host over one link: an earlier one of this process has ended with its link.
  if (!isMainThread && Number(pid) === process.pid) return false;
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

/** A record with at least this many events, and twice as many events as jobs, is started afresh in a new file. */
const usualMost = 200_000;
/** Text is written in portions of this many characters. */
const portion = 65_536;

/** Up to when own acts have been told, ms. */
interface ReportedTo {
  readonly reportedTo: number;
}

type KnownToReader = Pick<ChangesReader, 'jobs' | 'known'>;

/**
 * Records the states of the jobs at each cursor of one run: all of them once, then each printed event, so that another
 * run can continue after any event. Lines are only ever appended, and before their events are printed: so a run that is
 * killed has recorded at least everything that it printed. Every method throws the system's errors.
 */
export class FollowRecord {
  readonly #location: RecordLocation;
  readonly #run: string;
  readonly #mostEvents: number;
  readonly #acts: ReportedTo | undefined;
  #position = 0;
  /** Where the current file begins, and the one before it. */
  #from = 0;
  #former: string | null = null;
  #file = '';
  #descriptor: number | null = null;
  #seal = new Seal();
  #jobs = 0;

  /** Records the states of jobs as the reader knows them, and deletes records that are too old. */
  constructor(
    location: RecordLocation,
    reader: KnownToReader,
    now: number,
    mostEvents = usualMost,
    acts?: ReportedTo,
  ) {
    this.#location = location;
    this.#mostEvents = mostEvents;
    this.#acts = acts;
    this.#run = `${now.toString(36)}-${randomBytes(4).toString('hex')}`;
    mkdirSync(location.folder, { recursive: true, mode: 0o700 });
    this.#begin(reader);
    forgetOld(location);
  }

  /** Adds what is about to be printed; returns the cursor after each event, and then after each act. */
  add(
    passedOver: readonly PassedOver[],
    events: readonly FollowEvent[],
    acts: readonly NotedAct[] = [],
  ): readonly string[] {
    const cursors: string[] = [];
    const lines = [...events.map(eventLine), ...acts.map(({ at }) => `act ${at}\n`)];
    this.#write([...passedOver.map(passedOverLine), ...lines]);
    for (const _ of lines) {
      this.#position += 1;
      cursors.push(cursorText({ run: this.#run, position: this.#position }));
    }
    return cursors;
  }

  /**
   * Begins another file once that would be much smaller; to be called when the reader has adopted everything that was
   * added.
   */
  tidy(reader: KnownToReader): void {
    if (this.#position - this.#from < Math.max(this.#mostEvents, 2 * this.#jobs)) return;
    const [former, file] = [this.#former, this.#file];
    this.#begin(reader);
    this.#former = file;
    if (former !== null) rmSync(former, { force: true });
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #begin(reader: KnownToReader): void {
    this.close();
    this.#from = this.#position;
    this.#file = join(this.#location.folder, nameOf(this.#location, this.#run, this.#from));
    this.#descriptor = openSync(this.#file, 'wx', 0o600);
    this.#seal = new Seal();
    this.#jobs = 0;
    this.#write(this.#firstLines(reader));
  }

  *#firstLines(reader: KnownToReader): Generator<string> {
    const { host, database } = this.#location;
    const { causes, troubles, stalled, counts } = reader.known;
    const head: RecordHead = {
      schema: 2,
      run: this.#run,
      from: this.#from,
      host,
      pid: process.pid,
      database,
      counts,
      causes: [...causes],
      troubles: [...troubles],
      stalled: [...stalled],
      acts: this.#acts?.reportedTo,
    };
    yield `${JSON.stringify(head)}\n`;
    for (const [id, state] of reader.jobs()) {
      this.#jobs += 1;
      yield jobLine(id, state);
    }
    yield endOfJobs;
  }

  #write(lines: Iterable<string>): void {
    const descriptor = this.#descriptor;
    if (descriptor === null) return;
    let text = '';
    for (const line of lines) {
      text += this.#seal.sealed(line);
      if (text.length < portion) continue;
      writeAll(descriptor, text);
      text = '';
    }
    writeAll(descriptor, text);
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
}
