import type { JobId } from '../../../model/job.js';
import { lineOf, lineUnknown, type NameTable, notQueued } from '../columns/job-columns.js';
import { countBelow } from '../columns/word-sort.js';
import { compareInLine } from '../order/turn-order.js';
import type { QueueIndex } from '../queue/queue-index.js';
import { slotOf } from './indexed-list.js';

/** Which jobs of a line can be taken. */
export interface Takable {
  /** The status's word that they have, exactly as it is written. */
  readonly word: string;
  /** Now, ms: jobs that wait for a later time can't be taken. */
  readonly at: number;
  /** Paused parsers, whose jobs can't be taken. */
  readonly paused: readonly string[];
}

/**
 * The places in line, from 1 on, of those of the jobs `ids` that can be taken: the highest priority first, then the
 * lowest id; `schema/queries/line_places.sql` is the reference. Null if they have to be read by SQL. Takes a pass over
 * the index.
 */
export function placesInLine(
  index: QueueIndex,
  ids: readonly JobId[],
  { word, at, paused }: Takable,
): ReadonlyMap<JobId, number> | null {
  const { columns } = index;
  const { lines, dues, names, ids: numbers } = columns;
  const code = index.lineWords.find(word, null);
  const line = code === null ? notQueued : lineOf(code);
  const slots = ids.flatMap((id) => slotOf(index, id) ?? []).filter((slot) => lines[slot] !== notQueued);
  if (slots.length === 0) return new Map();
  // Bytes that are not valid text are shown as this character, and SQL compares bytes.
  if (paused.some((name) => name.includes('\ufffd'))) return null;
  const isPaused = pausedNames(index.names, paused);
  const canBeTaken = (slot: number) =>
    lines[slot] === line && (dues[slot] ?? 0) <= at && isPaused[names[slot] ?? 0] !== 1;
  const wanted = Uint32Array.from(new Set(slots.filter(canBeTaken))).sort((one, other) =>
    compareInLine(columns, one, other),
  );
  const [first = 0, last] = [wanted[0], wanted.at(-1)];
  // By place among the wanted jobs: how many jobs are before this one, but not before the one before it.
  const ahead = new Uint32Array(wanted.length);
  for (const { from, count } of index.lastFirst()) {
    for (let slot = from; slot < from + count; slot += 1) {
      if (lines[slot] === notQueued) continue;
      if (lines[slot] === lineUnknown) return null;
      if (last === undefined || !canBeTaken(slot) || compareInLine(columns, slot, last) >= 0) continue;
      const place =
        compareInLine(columns, slot, first) < 0
          ? 0
          : countBelow(wanted, wanted.length, (each) => compareInLine(columns, each, slot) <= 0);
      ahead[place] = (ahead[place] ?? 0) + 1;
    }
  }
  let passed = 0;
  return new Map(
    Array.from(wanted, (slot, place) => {
      passed += ahead[place] ?? 0;
      return [index.ids.of(numbers[slot] ?? 0), passed + 1];
    }),
  );
}

/** By the code of a name: 1 if it is one of these parsers'. */
function pausedNames(names: NameTable, paused: readonly string[]): Uint8Array {
  const plugins = new Set(paused);
  const codes = paused.length === 0 ? 0 : names.size;
  return Uint8Array.from({ length: codes }, (_, code) => Number(plugins.has(names.plugin(code))));
}
