import { createHash } from 'node:crypto';
import { realpathSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type FeedEntry, feedKinds, longestWords, mostEntries, mostIds, mostWords } from '../model/feed.js';
import { type LastSeen, type Look, mostKnownCauses, nothingSeen } from '../model/look.js';
import { isCount, isJsonObject, jsonIn } from '../model/sound-json.js';
import { longestTrouble, mostTroubles } from '../model/worker.js';
import { isAddress } from './databases.js';
import { readSmallFile, replaceFile } from './small-file.js';
import { nothingStored, type StoredView, storedViewIn, storedViewText } from './stored-view.js';

/** The folder of all databases' memories, by the XDG base directory specification; null without a home folder. */
export function memoryFolder(environment: NodeJS.ProcessEnv, home: string | null): string | null {
  const { XDG_STATE_HOME: state } = environment;
  if (state?.startsWith('/')) return join(state, 'jobs-view');
  return home === null ? null : join(home, '.local', 'state', 'jobs-view');
}

/**
 * What the files about a database are called, whichever of its names is used: 16 hex digits. `isUnread`: its disk
 * doesn't answer, so that the path is taken as it is.
 */
export function memoryName(databasePath: string, isUnread = false): string {
  return nameOf(isUnread ? resolve(databasePath) : realPath(databasePath));
}

function nameOf(realPath: string): string {
  return createHash('sha256').update(realPath).digest('hex').slice(0, 16);
}

/** The saved view, and what went wrong with its file, as a plain sentence. */
export interface LoadedView {
  readonly view: StoredView;
  /** Null if nothing went wrong. */
  readonly complaint: string | null;
}

/**
 * The memory of one database: small JSON files that are always replaced as a whole, so that the last writer wins. What
 * was last seen has a file of its own: it is saved all the time, by each of several dashboards, and must not undo what
 * another one chose meanwhile.
 */
export class OperatorMemory {
  readonly #file: string;
  readonly #seenFile: string;
  readonly #database: string;
  #hasWarned = false;

  /** `isUnread`: the database's disk doesn't answer, so that the path is taken as it is. */
  constructor(folder: string, databasePath: string, isUnread = false) {
    this.#database = isUnread ? resolve(databasePath) : realPath(databasePath);
    const name = nameOf(this.#database);
    // Who keeps such a file elsewhere, behind a link, finds it there again.
    this.#file = realPath(join(folder, `${name}.json`));
    this.#seenFile = realPath(join(folder, `${name}.seen.json`));
  }

  /**
   * The saved view; an empty one if there is no file. A file that can't be understood is set aside as `….broken`.
   */
  load(): LoadedView {
    let text: string;
    try {
      text = readSmallFile(this.#file);
    } catch (error) {
      if (isMissing(error)) return { view: nothingStored, complaint: null };
      return this.#forgotten(reasonOf(error));
    }
    const view = storedViewIn(text);
    if (view === null) return this.#forgotten('its content is not valid');
    return { view, complaint: null };
  }

  /** Saves it. Returns what went wrong, as a plain sentence: only once, until a save has succeeded again. */
  save(view: StoredView): string | null {
    try {
      replaceFile(this.#file, storedViewText(this.#database, view));
      this.#hasWarned = false;
      return null;
    } catch (error) {
      if (this.#hasWarned) return null;
      this.#hasWarned = true;
      return `The filter, the order and hidden jobs won't be remembered: ${this.#file} can't be written (${reasonOf(error)}).`;
    }
  }

  /** What was seen last; nothing where there is no file, or one that can't be understood: it is soon replaced. */
  loadSeen(): LastSeen {
    try {
      return lastSeenIn(readSmallFile(this.#seenFile)) ?? nothingSeen;
    } catch {
      return nothingSeen;
    }
  }

  /** Saves what was seen last. The operator didn't ask for that, so they aren't told if it fails. */
  saveSeen(seen: LastSeen): void {
    try {
      replaceFile(this.#seenFile, lastSeenText(this.#database, seen));
    } catch {
      // The next start can't say what is new.
    }
  }

  #forgotten(reason: string): LoadedView {
    const beginning = `The filter, the order and hidden jobs of last time are lost: ${this.#file} can't be read (${reason})`;
    try {
      renameSync(this.#file, `${this.#file}.broken`);
      return { view: nothingStored, complaint: `${beginning}. It is kept as ${this.#file}.broken` };
    } catch {
      // The broken file stays where it is, and the next save replaces it or reports why it can't.
      return { view: nothingStored, complaint: `${beginning}.` };
    }
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  // If its folder isn't a folder, saving will report that.
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * One file is one database, whichever of its names is used; a file that doesn't exist yet goes by the given name.
 */
function realPath(path: string): string {
  // It is the same from whatever folder it is named.
  if (isAddress(path)) return path;
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** The format that this program writes. */
const schema = 1;
/** No key of a cause is longer. */
const longestKey = 64;
/** No id of a job is longer, even with the name of its database. */
const longestId = 100;

/** A feed isn't longer, in characters, so that what is written is small enough to be read again. */
const longestFeed = 4_000_000;
/** Entries never change, and there may be thousands to write every few seconds. */
const entryTexts = new WeakMap<FeedEntry, string>();

/** The content of a file. `database` is there for people who read it. */
export function lastSeenText(database: string, { feed, ...rest }: LastSeen): string {
  let length = 0;
  const entries = feed.map(entryText).filter((text) => {
    length += text.length;
    return length <= longestFeed;
  });
  return `${JSON.stringify({ schema, database, ...rest }).slice(0, -1)},"feed":[${entries.join()}]}\n`;
}

function entryText(entry: FeedEntry): string {
  const known = entryTexts.get(entry) ?? JSON.stringify(entry);
  entryTexts.set(entry, known);
  return known;
}

/** What the content of a file says; null if it can't be understood. */
export function lastSeenIn(text: string): LastSeen | null {
  const value = jsonIn(text);
  if (!isJsonObject(value) || value.schema !== schema) return null;
  const look = value.look === null ? null : lookIn(value.look);
  // Earlier versions didn't say which troubles they had told.
  const { feed, troubles = null } = value;
  if (look === undefined || !Array.isArray(feed) || feed.length > mostEntries) return null;
  if (troubles !== null && !areShort(troubles, mostTroubles, longestTrouble)) return null;
  const entries = feed.flatMap((each) => entryIn(each) ?? []);
  return entries.length < feed.length ? null : { look, feed: entries, troubles };
}

/** The entry that a value is; null if it isn't one. */
function entryIn(value: unknown): FeedEntry | null {
  if (!isJsonObject(value)) return null;
  const { id, from, at, count, words, jobId = null } = value;
  const kind = feedKinds.find((each) => each === value.kind);
  // Earlier versions named one job at most.
  const { ids = jobId === null ? [] : [jobId] } = value;
  if (!isCount(id) || !isTime(from) || !isTime(at) || !isCount(count) || count < 1) return null;
  if (kind === undefined || !areShort(ids, mostIds, longestId)) return null;
  return areShort(words, mostWords, longestWords) ? { id, kind, from, at, count, words, ids } : null;
}

function areShort(value: unknown, most: number, longest: number): value is readonly string[] {
  return Array.isArray(value) && value.length <= most && value.every((each) => isShort(each, longest));
}

function isShort(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most;
}

function lookIn(value: unknown): Look | undefined {
  if (!isJsonObject(value)) return undefined;
  const { at, counts, troubles, causes } = value;
  if (
    !isTime(at) ||
    !isJsonObject(counts) ||
    !isJsonObject(troubles) ||
    !areShort(causes, mostKnownCauses, longestKey)
  )
    return undefined;
  const { queued, complete, failed, cancelled } = counts;
  // Earlier versions didn't count those that have stalled.
  const { gone, silent, stalled = 0 } = troubles;
  if (!isCount(queued) || !isCount(complete) || !isCount(failed) || !isCount(cancelled)) return undefined;
  if (!isCount(gone) || !isCount(silent) || !isCount(stalled)) return undefined;
  const counted = { queued, complete, failed, cancelled };
  return { at, counts: counted, troubles: { gone, silent, stalled }, causes };
}

/** Ms since the epoch, in the range of dates. */
function isTime(value: unknown): value is number {
  return isCount(value) && value <= 8.64e15;
}
