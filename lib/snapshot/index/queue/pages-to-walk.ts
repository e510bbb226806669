import type { IndexMemory } from './index-memory.js';

/** Pages that this attempt has read, and found as the index has them. */
type Seen = ReadonlySet<number>;

/**
 * Up to `most` leaves that aren't known or may have changed. `leaves`: all of the table's, ordered by their jobs' ids.
 * As a large table is walked in many portions, leaves that are known already aren't gone through again.
 */
export function pagesToWalk(leaves: Uint32Array, memory: IndexMemory, seen: Seen, most: number): number[] {
  const { index, suspects } = memory;
  if (suspects === null) return firstOf(leaves, most, 0, (page) => !seen.has(page));
  const wanted = new Set<number>();
  for (const page of suspects) {
    const leaf = index.leafOf(page);
    if (leaf !== undefined) wanted.add(leaf);
  }
  const isUnknown = (page: number) => index.leaf(page) === undefined;
  if (leaves !== index.order) return firstOf(leaves, most, 0, (page) => wanted.has(page) || isUnknown(page));
  const pages = [...wanted];
  if (index.leafCount === leaves.length || pages.length >= most) return pages.slice(0, most);
  let known = memory.known.of === leaves ? memory.known.first : 0;
  while (known < leaves.length && !isUnknown(leaves[known] ?? 0)) known += 1;
  memory.known = { of: leaves, first: known };
  return [...pages, ...firstOf(leaves, most - pages.length, known, isUnknown)];
}

function firstOf(
  leaves: Uint32Array,
  most: number,
  from: number,
  passes: (page: number) => boolean,
): number[] {
  const found: number[] = [];
  for (let at = from; at < leaves.length && found.length < most; at += 1) {
    const page = leaves[at] ?? 0;
    if (passes(page)) found.push(page);
  }
  return found;
}
