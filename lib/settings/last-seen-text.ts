import { type FeedEntry, feedKinds, longestWords, mostEntries, mostWords } from '../model/feed.js';
import { type LastSeen, type Look, mostKnownCauses } from '../model/look.js';
import { isCount, isJsonObject, jsonIn } from '../model/sound-json.js';

/** The format that this program writes. */
const schema = 1;
/** No key of a cause is longer. */
const longestKey = 64;
/** No id of a job is longer, even with the name of its database. */
const longestId = 100;

/** The content of a file. `database` is there for people who read it. */
export function lastSeenText(database: string, seen: LastSeen): string {
  return `${JSON.stringify({ schema, database, ...seen })}\n`;
}

/** What the content of a file says; null if it can't be understood. */
export function lastSeenIn(text: string): LastSeen | null {
  const value = jsonIn(text);
  if (!isJsonObject(value) || value.schema !== schema) return null;
  const look = value.look === null ? null : lookIn(value.look);
  return look === undefined || !isFeed(value.feed) ? null : { look, feed: value.feed.map(entryOf) };
}

function isFeed(value: unknown): value is readonly FeedEntry[] {
  return Array.isArray(value) && value.length <= mostEntries && value.every(isEntry);
}

function isEntry(value: unknown): value is FeedEntry {
  if (!isJsonObject(value)) return false;
  const { id, kind, from, at, count, words, jobId } = value;
  if (!isCount(id) || !isTime(from) || !isTime(at) || !isCount(count) || count < 1) return false;
  if (jobId !== null && !isShort(jobId, longestId)) return false;
  if (!Array.isArray(words) || words.length > mostWords) return false;
  return feedKinds.some((each) => each === kind) && words.every((text) => isShort(text, longestWords));
}

/** An entry without properties that entries don't have. */
function entryOf({ id, kind, from, at, count, words, jobId }: FeedEntry): FeedEntry {
  return { id, kind, from, at, count, words, jobId };
}

function isShort(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most;
}

function lookIn(value: unknown): Look | undefined {
  if (!isJsonObject(value)) return undefined;
  const { at, counts, troubles, causes } = value;
  if (!isTime(at) || !isJsonObject(counts) || !isJsonObject(troubles) || !isListOfKeys(causes))
    return undefined;
  const { queued, complete, failed, cancelled } = counts;
  const { gone, silent } = troubles;
  if (!isCount(queued) || !isCount(complete) || !isCount(failed) || !isCount(cancelled)) return undefined;
  if (!isCount(gone) || !isCount(silent)) return undefined;
  return { at, counts: { queued, complete, failed, cancelled }, troubles: { gone, silent }, causes };
}

/** Ms since the epoch, in the range of dates. */
function isTime(value: unknown): value is number {
  return isCount(value) && value <= 8.64e15;
}

function isListOfKeys(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length <= mostKnownCauses && value.every((key) => isShort(key, longestKey))
  );
}
