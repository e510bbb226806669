import type { JobId } from '../../model/job.js';
import { slotOf } from './indexed-list.js';
import { inNoLine, lineOf } from './line-columns.js';
import type { QueueIndex } from './queue-index.js';

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
 * lowest id; `schema/queries/line_places.sql` is the reference. Null if they have to be read by SQL. The first call
 * takes a pass over the queue; after that the line is kept up to date.
 */
export function placesInLine(
  index: QueueIndex,
  ids: readonly JobId[],
  takable: Takable,
): ReadonlyMap<JobId, number> | null {
  const { columns } = index;
  const word = index.lineWords.find(takable.word, null);
  const line = word === null ? inNoLine : lineOf(word);
  const slots = ids
    .map((id) => slotOf(index, id))
    .filter((slot) => slot !== null && columns.lines[slot] !== inNoLine);
  const places = new Map<JobId, number>();
  if (slots.length === 0) return places;
  // Bytes that are not valid text are shown as this character, and SQL compares bytes.
  if (takable.paused.some((name) => name.includes('\ufffd'))) return null;
  const { ready, due, strange } = index.lineLists.line(line, takable.at, takable.paused);
  if (strange.count > 0) return null;
  for (const slot of slots) {
    if (slot === null || (ready.positionOf(columns, slot) ?? due.positionOf(columns, slot)) === null)
      continue;
    const ahead = ready.placeFor(columns, slot) + due.placeFor(columns, slot);
    places.set(String(columns.ids[slot] ?? 0), ahead + 1);
  }
  return places;
}
