import { wrongUsage } from '../cli/command-table.js';
import type { Cursor } from '../cli/cursor.js';
import { type FilterChoice, withChoice } from '../cli/filter-choice.js';
import { type PointInTime, pointAt } from '../model/filter/point-in-time.js';
import { everyJob } from '../model/filter.js';
import type { Problem } from '../model/problem.js';
import type { Looks } from '../terminal/capabilities.js';
import { utcZone } from '../view/format/times.js';
import { SharedFolders } from '../watch/shared-folders.js';
import { appearanceOf } from './appearance.js';
import type { DatabaseAddress } from './database.js';
import { FarFollowing } from './follow/far-following.js';
import { type AnyFollowing, type FollowedFrom, followHere } from './follow/follow-here.js';
import { printLines, watchReader } from './follow/follow-lines.js';
import { OwnActs, type PrintEvents } from './follow/follow-output.js';
import { queueInFile } from './follow/following.js';
import { Cursors, cursorText } from './follow/record.js';
import { actJournal, recordLocation } from './operator-records.js';
import type { World } from './world.js';
import { oneShot, problemText } from './write-out.js';

/** Where `follow` starts: at an instant, or after cursors, each of one of the databases. */
export type FollowSince = PointInTime | { readonly kind: 'cursor'; readonly cursors: readonly Cursor[] };

/** What to follow, and how to print it. */
export interface FollowOptions {
  /** At least one. */
  readonly databases: readonly DatabaseAddress[];
  readonly format: 'text' | 'json';
  readonly choice: FilterChoice;
  /** Null: from now on. */
  readonly since: FollowSince | null;
  readonly looks: Looks;
}

/**
 * Prints what changes in one queue or several, as it changes, until nobody reads it any more. Returns the exit code: 0;
 * 1 if the only database can't be read at the start and won't recover by itself; 2 for an instant in the future.
 */
export async function follow(options: FollowOptions, world: World): Promise<number> {
  const { since, databases } = options;
  const at = since === null || since.kind === 'cursor' ? null : pointAt(since, world.now());
  if (at !== null && at > world.now()) {
    world.error.write('jobs-view: --since is in the future\n');
    return wrongUsage;
  }
  const cursors = new Cursors();
  const folders = new SharedFolders();
  const all = databases.map((database) => followed(database, options, at, { cursors, folders }, world));
  const stop = (): void => {
    for (const following of all) following.stop();
  };
  const watch = watchReader(world.output.fd, stop);
  const problems = await Promise.all(
    all.map(async (following) => {
      try {
        const ending = await following.run();
        return ending.kind === 'unread' ? null : ending.problem;
      } finally {
        // Then nobody reads the others' output either.
        stop();
      }
    }),
  ).finally(() => watch.close());
  return problems.map((problem) => exitCodeOf(problem, world)).find((code) => code !== 0) ?? 0;
}

function exitCodeOf(problem: Problem | null, world: World): number {
  if (problem === null) return 0;
  world.error.write(`${problemText(oneShot(problem))}\n`);
  return 1;
}

/** One database, with everything that follows it; `at`: since when, ms, or null. */
function followed(
  { path, name: called, given = path, open }: DatabaseAddress,
  { databases, format, choice, since, looks }: FollowOptions,
  at: number | null,
  { cursors, folders }: { readonly cursors: Cursors; readonly folders: SharedFolders },
  world: World,
): AnyFollowing {
  const filter = withChoice(everyJob, choice);
  const { unicode, zone = utcZone } = appearanceOf(path, world, looks);
  const name = databases.length > 1 ? called : null;
  const waits = name !== null;
  const journal = actJournal(given, world);
  const lines = { format, path, name, unicode, zone, cursors };
  const print: PrintEvents = (events, acts) => printLines(events, lines, world.output, acts);
  const from: FollowedFrom =
    at !== null
      ? { kind: 'since', at }
      : since?.kind === 'cursor'
        ? { ...since, kind: 'cursors' }
        : { kind: 'now' };
  if (open !== undefined) {
    const far = from.kind === 'cursors' ? { ...from, cursors: from.cursors.map(cursorText) } : from;
    const following = new FarFollowing({
      ...{ host: open(), start: { filter, waits, from: far }, print, now: world.now },
      acts: journal === null ? undefined : new OwnActs(journal, from, null, world.now()),
    });
    return { cursor: null, run: () => following.run(), stop: () => following.stop() };
  }
  const records = format === 'json';
  const location = recordLocation(path, world);
  const queue = queueInFile(path, folders, world.now);
  const here = followHere({ queue, filter, from, waits, location, records, journal, print }, world);
  if (format === 'json') cursors.move(name ?? path, here.cursor);
  return here;
}
