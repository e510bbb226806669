import type { Cursor } from '../cli/cursor.js';
import { wrongUsage } from '../cli/exit-codes.js';
import { type FilterChoice, withChoice } from '../cli/filter-choice.js';
import type { Moment } from '../cli/moment.js';
import { everyJob } from '../model/filter.js';
import type { FollowEvent } from '../model/follow-event.js';
import { ChangesReader } from '../snapshot/changes-reader.js';
import type { Looks } from '../terminal/capabilities.js';
import { appearanceOf } from './appearance.js';
import { cursorText } from './follow/cursor-text.js';
import { FollowOutput } from './follow/follow-output.js';
import { Following } from './follow/following.js';
import { type RecordPlace, recordedAt } from './follow/record-files.js';
import { oneShot } from './one-shot.js';
import { problemText } from './problem-text.js';
import type { World } from './world.js';

/** From where on `follow` tells what changes. */
export type FollowSince = Moment | ({ readonly kind: 'cursor' } & Cursor);

/** What to follow, and how to tell it. */
export interface FollowOrder {
  readonly path: string;
  readonly format: 'text' | 'json';
  readonly choice: FilterChoice;
  /** Null: from now on. */
  readonly since: FollowSince | null;
  readonly looks: Looks;
  /** Where runs are recorded; null for nowhere. */
  readonly place: RecordPlace | null;
}

/**
 * Prints what changes in a queue, as it changes, until nobody reads it any more. Returns the exit code: 0; 1 if the database
 * can't be read at the start and won't recover by itself; 2 for an instant in the future.
 */
export async function follow(order: FollowOrder, world: World): Promise<number> {
  const { path, format, since, place } = order;
  const at =
    since === null || since.kind === 'cursor'
      ? null
      : since.kind === 'ago'
        ? world.now() - since.ms
        : since.ms;
  if (at !== null && at > world.now()) {
    world.error.write('jobs-view: --since is in the future\n');
    return wrongUsage;
  }
  let following: Following | null = null;
  const reader = new ChangesReader(path, {
    clock: world.now,
    filter: withChoice(everyJob, order.choice),
    onNews: () => following?.renew(),
  });
  const recorded = since?.kind === 'cursor' && place !== null ? recordedAt(place, since, reader.keys) : null;
  const isUnknown = since?.kind === 'cursor' && recorded === null;
  const { unicode } = appearanceOf(path, world, order.looks);
  const cursor = since?.kind === 'cursor' && !isUnknown ? cursorText(since) : null;
  const output = new FollowOutput({ format, path, unicode, place, cursor }, world, reader);
  following = new Following(
    { path, reader, output, now: world.now, first: isUnknown ? [unknownCursor] : [] },
    at !== null
      ? { kind: 'since', at }
      : recorded === null
        ? { kind: 'now' }
        : { kind: 'baseline', baseline: recorded },
  );
  try {
    const ending = await following.run();
    if (ending.kind === 'unread') return 0;
    world.error.write(`${problemText(oneShot(ending.problem))}\n`);
    return 1;
  } finally {
    output.close();
  }
}

const unknownCursor: FollowEvent = { kind: 'gap', reason: { kind: 'unknown-cursor' } };
