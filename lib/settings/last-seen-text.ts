import type { LastSeen } from '../model/last-seen.js';
import { type Look, mostKnownCauses } from '../model/look.js';

/** What this program writes. */
const schema = 1;
/** No key of a cause is longer. */
const longestKey = 64;

/** The content of a file. `database` is for people who look into it. */
export function lastSeenText(database: string, seen: LastSeen): string {
  return `${JSON.stringify({ schema, database, ...seen })}\n`;
}

/** What the content of a file says; null where it can't be understood. */
export function lastSeenIn(text: string): LastSeen | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || value.schema !== schema) return null;
  const look = value.look === null ? null : lookIn(value.look);
  return look === undefined ? null : { look };
}

function lookIn(value: unknown): Look | undefined {
  if (!isRecord(value)) return undefined;
  const { at, counts, troubles, causes } = value;
  if (!isTime(at) || !isRecord(counts) || !isRecord(troubles) || !isListOfKeys(causes)) return undefined;
  const { queued, complete, failed, cancelled } = counts;
  const { gone, silent } = troubles;
  if (!isCount(queued) || !isCount(complete) || !isCount(failed) || !isCount(cancelled)) return undefined;
  if (!isCount(gone) || !isCount(silent)) return undefined;
  return { at, counts: { queued, complete, failed, cancelled }, troubles: { gone, silent }, causes };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Ms since the epoch, as far as calendars go. */
function isTime(value: unknown): value is number {
  return isCount(value) && value <= 8.64e15;
}

function isListOfKeys(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= mostKnownCauses &&
    value.every((key) => typeof key === 'string' && key.length <= longestKey)
  );
}
