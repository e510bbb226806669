import { type Cursor, cursorsIn } from '../../cli/cursor.js';
import { ServedFollow } from '../../hosts/serve/served-follow.js';
import type { JobFilter } from '../../model/filter.js';
import type { FollowEnding, FollowEvent, FollowFrom, RecordLocation } from '../../model/follow-event.js';
import type { ActJournal } from '../../settings/act-journal.js';
import { ChangesReader } from '../../snapshot/changes-reader.js';
import { FollowOutput, type FollowWorld, OwnActs, type PrintEvents } from './follow-output.js';
import { type FollowedQueue, Following } from './following.js';
import { cursorText, recordedAt } from './record.js';

/** Where to start following a database, with cursors that are understood here. */
export type FollowedFrom = FollowFrom<Cursor>;

/** What to follow in this process. */
interface HereParts {
  readonly queue: FollowedQueue;
  readonly filter: JobFilter;
  readonly from: FollowedFrom;
  /** Whether to wait for it if it can't be read at the start, whatever the problem. */
  readonly waits: boolean;
  /** Where earlier runs are recorded; null for nowhere. */
  readonly location: RecordLocation | null;
  /** Whether this run is recorded there. */
  readonly records: boolean;
  /** What the operator did to it themselves; null or absent: that isn't told here. */
  readonly journal?: ActJournal | null;
  readonly print: PrintEvents;
}

/** A database that is followed, here or on another host. */
export interface AnyFollowing {
  /** The cursor that it continues from; null if it begins. */
  readonly cursor: string | null;
  /** Resolves when it has ended, with everything closed. */
  readonly run: () => Promise<FollowEnding>;
  readonly stop: () => void;
}

/** One database that is read in this process, with everything that follows it. Nothing happens before it is run. */
export function followHere(
  { queue, filter, from, waits, location, records, journal, print }: HereParts,
  world: FollowWorld,
): AnyFollowing {
  let following: Following | null = null;
  const reader = new ChangesReader(queue.database, {
    clock: world.now,
    lastWritten: queue.lastWritten,
    ...(queue.workers && { workers: queue.workers }),
    filter,
    onNews: () => following?.readSoon(),
  });
  const known =
    from.kind !== 'cursors' || location === null ? null : firstKnown(from.cursors, location, reader);
  const isUnknown = from.kind === 'cursors' && known === null;
  const cursor = known === null ? null : cursorText(known.cursor);
  const acts = journal ? new OwnActs(journal, from, known?.baseline.actsTo ?? null, world.now()) : undefined;
  const recorded = records ? location : null;
  const output = new FollowOutput({ location: recorded, cursor, acts, print }, world, reader);
  const whole = new Following(
    { queue, reader, output, now: world.now, waits, first: isUnknown ? [unknownCursor] : [] },
    from.kind === 'since'
      ? from
      : known === null
        ? { kind: 'now' }
        : { kind: 'baseline', baseline: known.baseline },
  );
  following = whole;
  const run = async (): Promise<FollowEnding> => {
    const unwatch = acts?.watch(() => whole.readSoon());
    try {
      return await whole.run();
    } finally {
      unwatch?.();
      output.close();
    }
  };
  return { cursor, run, stop: () => whole.stop() };
}

/**
 * Follows a queue for another program, which takes the events. Each run begins with a new `queue`, and is recorded at a
 * new `location`; null: nowhere.
 */
export function followServed(
  queue: () => FollowedQueue,
  location: () => RecordLocation | null,
  world: FollowWorld,
): ServedFollow {
  return new ServedFollow(({ from, ...start }, print) => {
    const parts = { ...start, print, queue: queue(), location: location(), records: true };
    return followHere({ ...parts, from: understood(from) }, world);
  });
}

/** Where to start, as another program asks for it. Cursors that can't be understood count as unknown ones. */
function understood(from: FollowFrom): FollowedFrom {
  return from.kind === 'cursors' ? { ...from, cursors: cursorsIn(from.cursors.join(',')) ?? [] } : from;
}

/** The first of some cursors that the database's records know. */
function firstKnown(cursors: readonly Cursor[], location: RecordLocation, { keys }: ChangesReader) {
  for (const cursor of cursors) {
    const baseline = recordedAt(location, cursor, keys);
    if (baseline !== null) return { cursor, baseline };
  }
  return null;
}

const unknownCursor: FollowEvent = { kind: 'gap', reason: { kind: 'unknown-cursor' } };
