import type { FollowEvent, FollowFrom, RecordLocation, ReportedEvent } from '../../model/follow-event.js';
import type { NotedAct } from '../../model/marks.js';
import { type ActJournal, ActsElsewhere } from '../../settings/act-journal.js';
import type { ChangesReader, QueueChanges } from '../../snapshot/changes-reader.js';
import { sanitize } from '../../view/text/sanitize.js';
import type { World } from '../world.js';
import { FollowRecord } from './record.js';

/** An act of the operator's own, as it is reported. `cursor`: another run can continue after it; null if none can. */
export interface ReportedAct {
  readonly act: NotedAct;
  readonly cursor: string | null;
}

/** What the operator of this account did from this machine while their queue is followed, each act once. */
export class OwnActs {
  /** Calls back when there may be news; returns what ends that. */
  readonly watch: ActJournal['watch'];
  readonly #acts: ActsElsewhere;

  /** News are acts after where following begins; `recorded`: up to when, ms, they had been told at a cursor. */
  constructor(journal: ActJournal, from: FollowFrom<unknown>, recorded: number | null, now: number) {
    this.watch = (onChange) => journal.watch(onChange);
    this.#acts = new ActsElsewhere(journal, from.kind === 'since' ? from.at - 1 : (recorded ?? now));
  }

  /** Acts up to this instant, ms, have been told. */
  get reportedTo(): number {
    return this.#acts.reportedTo;
  }

  /** The acts that weren't told before. */
  news(): readonly NotedAct[] {
    return this.#acts.news();
  }
}

/** How events are printed. */
interface OutputOptions {
  /** Where the run is recorded, for cursors; null for nowhere. */
  readonly location: RecordLocation | null;
  /** The cursor that this run continues from: it is used until there is a newer one. */
  readonly cursor: string | null;
  /** What the operator did themselves; absent: that isn't told. */
  readonly acts?: OwnActs | undefined;
  readonly print: PrintEvents;
}

/** What following needs of the world. */
export interface FollowWorld extends Pick<World, 'now'> {
  /** Takes lines for the operator. */
  readonly error: { write(text: string): unknown };
}

/** Prints events in order, then own acts. Resolves when they are written, with false when nobody reads them any more. */
export type PrintEvents = (
  events: readonly ReportedEvent[],
  acts: readonly ReportedAct[],
) => Promise<boolean>;

/** If output isn't read for longer than this, ms, a gap is reported. */
const patienceMs = 1000;

/** Prints events as they come; if there are cursors, records them first. */
export class FollowOutput {
  readonly #options: OutputOptions;
  readonly #world: FollowWorld;
  readonly #reader: ChangesReader;
  #record: FollowRecord | null = null;
  #isRecording: boolean;
  #heldUp: { readonly from: number; readonly to: number } | null = null;

  constructor(options: OutputOptions, world: FollowWorld, reader: ChangesReader) {
    this.#options = options;
    this.#world = world;
    this.#reader = reader;
    this.#isRecording = options.location !== null;
  }

  /** Prints an event that isn't a change. Resolves with false when nobody reads it any more. */
  say(event: FollowEvent, asOf: number): Promise<boolean> {
    return this.#print([event], [], [], asOf);
  }

  /** Prints changes, preceded by the events `before` and followed by own acts, and lets the reader adopt them. */
  async tell(before: readonly FollowEvent[], changes: QueueChanges): Promise<boolean> {
    if (this.#record === null && this.#isRecording) this.#begin();
    const { events, passedOver, asOf } = changes;
    const heldUp = events.length > 0 ? this.#heldUp : null;
    const gap: readonly FollowEvent[] =
      heldUp === null ? [] : [{ kind: 'gap', reason: { kind: 'held-up', ...heldUp } }];
    if (heldUp !== null) this.#heldUp = null;
    const acts = this.#options.acts?.news() ?? [];
    const isRead = await this.#print([...before, ...gap, ...events], acts, passedOver, asOf);
    this.#reader.adopt();
    this.#recording((record) => record.tidy(this.#reader));
    return isRead;
  }

  close(): void {
    this.#record?.close();
  }

  async #print(
    events: readonly FollowEvent[],
    acts: readonly NotedAct[],
    passedOver: QueueChanges['passedOver'],
    asOf: number,
  ): Promise<boolean> {
    const cursors = this.#recording((record) => record.add(passedOver, events, acts)) ?? [];
    const { cursor, print } = this.#options;
    const usual = this.#record === null && !this.#isRecording ? null : cursor;
    const began = performance.now();
    const from = this.#world.now();
    const reported = events.map((event, index) => ({ event, asOf, cursor: cursors[index] ?? usual }));
    const done = acts.map((act, index) => ({ act, cursor: cursors[events.length + index] ?? usual }));
    if (reported.length + done.length > 0 && !(await print(reported, done))) return false;
    if (performance.now() - began > patienceMs)
      this.#heldUp = { from: this.#heldUp?.from ?? from, to: this.#world.now() };
    return true;
  }

  #begin(): void {
    const { location, acts } = this.#options;
    if (location === null) return;
    this.#tried(() => {
      this.#record = new FollowRecord(location, this.#reader, this.#world.now(), undefined, acts);
    });
  }

  #recording<T>(use: (record: FollowRecord) => T): T | null {
    const record = this.#record;
    return record === null ? null : this.#tried(() => use(record));
  }

  /** If recording fails there are no more cursors, which is reported once. */
  #tried<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      this.#record?.close();
      this.#record = null;
      this.#isRecording = false;
      const reason = sanitize(error instanceof Error ? error.message : String(error), reasonLimit);
      this.#world.error.write(
        `jobs-view: There are no cursors from here on, because the events cannot be recorded: ${reason}\n`,
      );
      return null;
    }
  }
}

const reasonLimit = 1000;
