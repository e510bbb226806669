import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FollowEvent } from '../../model/follow-event.js';
import type { PassedOver } from '../../snapshot/changes/read-changes.js';
import type { ChangesReader } from '../../snapshot/changes-reader.js';
import { cursorText } from './cursors.js';
import { forgetOld, nameOf, type RecordLocation } from './record-files.js';
import { endOfJobs, eventLine, jobLine, passedOverLine, type RecordHead } from './record-lines.js';

/** A record with at least this many events, and twice as many events as jobs, is started afresh in a new file. */
const usualMost = 200_000;
/** Text is written in portions of this many characters. */
const portion = 65_536;

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
  #position = 0;
  /** Where the current file begins, and the one before it. */
  #from = 0;
  #former: string | null = null;
  #file = '';
  #descriptor: number | null = null;
  #jobs = 0;

  /** Records the states of jobs as the reader knows them, and deletes records that are too old. */
  constructor(location: RecordLocation, reader: KnownToReader, now: number, mostEvents = usualMost) {
    this.#location = location;
    this.#mostEvents = mostEvents;
    this.#run = `${now.toString(36)}-${randomBytes(4).toString('hex')}`;
    mkdirSync(location.folder, { recursive: true, mode: 0o700 });
    this.#begin(reader);
    forgetOld(location);
  }

  /** Adds what is about to be printed; returns the cursor after each event. */
  add(passedOver: readonly PassedOver[], events: readonly FollowEvent[]): readonly string[] {
    const cursors: string[] = [];
    this.#write([...passedOver.map(passedOverLine), ...events.map(eventLine)]);
    for (const _ of events) {
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
    this.#jobs = 0;
    this.#write(this.#firstLines(reader));
  }

  *#firstLines(reader: KnownToReader): Generator<string> {
    const { host, database } = this.#location;
    const { causes, troubles, counts } = reader.known;
    const head: RecordHead = {
      ...{ schema: 1, run: this.#run, from: this.#from, host, pid: process.pid, database, counts },
      ...{ causes: [...causes], troubles: [...troubles] },
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
      text += line;
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
