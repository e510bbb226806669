import type { FollowEvent } from '../../model/follow-event.js';
import type { ChangesReader, QueueChanges } from '../../snapshot/changes-reader.js';
import { followJson } from '../../view/follow-json.js';
import { followText } from '../../view/follow-text.js';
import { sanitize } from '../../view/text/sanitize.js';
import type { World } from '../world.js';
import { isWritten } from '../write-out.js';
import type { Cursors } from './cursors.js';
import { FollowRecord } from './record.js';
import type { RecordPlace } from './record-files.js';

/** How events are told. */
export interface OutputOrder {
  readonly format: 'text' | 'json';
  readonly path: string;
  /** The database's name, where several are followed; else null. */
  readonly name: string | null;
  readonly unicode: boolean;
  /** Where the run is recorded, for cursors; null for nowhere. */
  readonly place: RecordPlace | null;
  /** The cursor that this run goes on from: it stands until there is another one. */
  readonly cursor: string | null;
  /** Those of all databases that are followed. */
  readonly cursors: Cursors;
}

/** Text is written in portions of this many characters. */
const portion = 65_536;
/** Whoever takes longer than this to read, ms, holds up the telling. */
const patienceMs = 1000;

/** Prints events as they come; with cursors, records them before. */
export class FollowOutput {
  readonly #order: OutputOrder;
  readonly #world: World;
  readonly #reader: ChangesReader;
  #record: FollowRecord | null = null;
  #isRecording: boolean;
  #heldUp: { readonly from: number; readonly to: number } | null = null;

  constructor(order: OutputOrder, world: World, reader: ChangesReader) {
    this.#order = order;
    this.#world = world;
    this.#reader = reader;
    this.#isRecording = order.format === 'json' && order.place !== null;
  }

  /** Prints what isn't a change. Resolves with false when nobody reads it any more. */
  say(event: FollowEvent, asOf: number): Promise<boolean> {
    return this.#print([event], [], asOf);
  }

  /** Prints changes after what has to be said before them, and lets the reader know that they are told. */
  async tell(before: readonly FollowEvent[], changes: QueueChanges): Promise<boolean> {
    if (this.#record === null && this.#isRecording) this.#begin();
    const { events, passedOver, asOf } = changes;
    const heldUp = events.length > 0 ? this.#heldUp : null;
    const gap: readonly FollowEvent[] =
      heldUp === null ? [] : [{ kind: 'gap', reason: { kind: 'held-up', ...heldUp } }];
    if (heldUp !== null) this.#heldUp = null;
    const isRead = await this.#print([...before, ...gap, ...events], passedOver, asOf);
    this.#reader.adopt();
    this.#recording((record) => record.tidy(this.#reader));
    return isRead;
  }

  close(): void {
    this.#record?.close();
  }

  async #print(
    events: readonly FollowEvent[],
    passedOver: QueueChanges['passedOver'],
    asOf: number,
  ): Promise<boolean> {
    const cursors = this.#recording((record) => record.add(passedOver, events)) ?? [];
    const { format, path, name, unicode, cursor, cursors: all } = this.#order;
    const usual = this.#record === null && !this.#isRecording ? null : cursor;
    const began = performance.now();
    const from = this.#world.now();
    let text = '';
    for (const [index, event] of events.entries()) {
      all.move(path, cursors[index] ?? usual);
      const line =
        format === 'json'
          ? followJson(event, { asOf, cursor: all.text, path, name })
          : followText(event, asOf, { unicode, name });
      if (line !== null) text += `${line}\n`;
      if (text.length < portion) continue;
      if (!(await isWritten(this.#world.output, text))) return false;
      text = '';
    }
    if (text !== '' && !(await isWritten(this.#world.output, text))) return false;
    if (performance.now() - began > patienceMs)
      this.#heldUp = { from: this.#heldUp?.from ?? from, to: this.#world.now() };
    return true;
  }

  #begin(): void {
    const { place } = this.#order;
    if (place === null) return;
    this.#tried(() => {
      this.#record = new FollowRecord(place, this.#reader, this.#world.now());
    });
  }

  #recording<T>(use: (record: FollowRecord) => T): T | null {
    const record = this.#record;
    return record === null ? null : this.#tried(() => use(record));
  }

  /** Without a record there are no cursors, which is said once. */
  #tried<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      this.#record?.close();
      this.#record = null;
      this.#isRecording = false;
      const reason = sanitize(error instanceof Error ? error.message : String(error), reasonLimit);
      this.#world.error.write(
        `jobs-view: There are no cursors from here on, for what was told cannot be recorded: ${reason}\n`,
      );
      return null;
    }
  }
}

const reasonLimit = 1000;
