import type { Cursor } from '../cli/cursor.js';
import { wrongUsage } from '../cli/exit-codes.js';
import { type FilterChoice, withChoice } from '../cli/filter-choice.js';
import type { Moment } from '../cli/moment.js';
import { everyJob } from '../model/filter.js';
import type { FollowEvent } from '../model/follow-event.js';
import type { Problem } from '../model/problem.js';
import { ChangesReader } from '../snapshot/changes-reader.js';
import type { Looks } from '../terminal/capabilities.js';
import { SharedFolders } from '../watch/shared-folders.js';
import { appearanceOf } from './appearance.js';
import { Cursors, cursorText } from './follow/cursors.js';
import { FollowOutput } from './follow/follow-output.js';
import { Following } from './follow/following.js';
import { type RecordPlace, recordedAt } from './follow/record-files.js';
import { oneShot } from './one-shot.js';
import { problemText } from './problem-text.js';
import type { World } from './world.js';

/** From where on `follow` tells what changes: an instant, or cursors, each of one of the databases. */
export type FollowSince = Moment | { readonly kind: 'cursor'; readonly cursors: readonly Cursor[] };

/** A database to follow. */
export interface FollowedDatabase {
  readonly path: string;
  /** What it is called, where several are followed; else null. */
  readonly name: string | null;
  /** Where runs are recorded; null for nowhere. */
  readonly place: RecordPlace | null;
}

/** What to follow, and how to tell it. */
export interface FollowOrder {
  /** At least one; several have names. */
  readonly databases: readonly FollowedDatabase[];
  readonly format: 'text' | 'json';
  readonly choice: FilterChoice;
  /** Null: from now on. */
  readonly since: FollowSince | null;
  readonly looks: Looks;
}

/**
 * Prints what changes in one queue or several, as it changes, until nobody reads it any more. Returns the exit code: 0; 1 if
 * the only database can't be read at the start and won't recover by itself; 2 for an instant in the future.
 */
export async function follow(order: FollowOrder, world: World): Promise<number> {
  const { since, databases } = order;
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
  const cursors = new Cursors();
  const folders = new SharedFolders();
  const all = databases.map((database) => followed(database, order, at, { cursors, folders }, world));
  const problems = await Promise.all(
    all.map(async ({ following, output }) => {
      try {
        const ending = await following.run();
        return ending.kind === 'unread' ? null : ending.problem;
      } finally {
        output.close();
        // Nobody reads what the others would tell either.
        for (const other of all) other.following.stop();
      }
    }),
  );
  return problems.map((problem) => exitCodeOf(problem, world)).find((code) => code !== 0) ?? 0;
}

function exitCodeOf(problem: Problem | null, world: World): number {
  if (problem === null) return 0;
  world.error.write(`${problemText(oneShot(problem))}\n`);
  return 1;
}

/** One database, with everything that follows it; `at`: since when, ms, or null. */
function followed(
  { path, name, place }: FollowedDatabase,
  { format, choice, since, looks }: FollowOrder,
  at: number | null,
  { cursors, folders }: { readonly cursors: Cursors; readonly folders: SharedFolders },
  world: World,
): { readonly following: Following; readonly output: FollowOutput } {
  let following: Following | null = null;
  const reader = new ChangesReader(path, {
    clock: world.now,
    filter: withChoice(everyJob, choice),
    onNews: () => following?.renew(),
  });
  const known = since?.kind !== 'cursor' || place === null ? null : firstKnown(since.cursors, place, reader);
  const isUnknown = since?.kind === 'cursor' && known === null;
  const { unicode } = appearanceOf(path, world, looks);
  const cursor = known === null ? null : cursorText(known.cursor);
  if (format === 'json') cursors.move(path, cursor);
  const output = new FollowOutput({ format, path, name, unicode, place, cursor, cursors }, world, reader);
  const first = isUnknown ? [unknownCursor] : [];
  following = new Following(
    { path, reader, output, now: world.now, folders, waits: name !== null, first },
    at !== null
      ? { kind: 'since', at }
      : known === null
        ? { kind: 'now' }
        : { kind: 'baseline', baseline: known.baseline },
  );
  return { following, output };
}

/** The first of some cursors that the database's records know. */
function firstKnown(cursors: readonly Cursor[], place: RecordPlace, { keys }: ChangesReader) {
  for (const cursor of cursors) {
    const baseline = recordedAt(place, cursor, keys);
    if (baseline !== null) return { cursor, baseline };
  }
  return null;
}

const unknownCursor: FollowEvent = { kind: 'gap', reason: { kind: 'unknown-cursor' } };
