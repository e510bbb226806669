/** Puts an entry last in a map that is in the order of use. */
export function putLast<K, V>(entries: Map<K, V>, key: K, value: V): void {
  entries.delete(key);
  entries.set(key, value);
}

/**
 * Drops the first entries of a map in the order of use, those unused for longest, until no more than `most` are left.
 */
export function keepLast(entries: Map<unknown, unknown>, most: number): void {
  for (const oldest of entries.keys()) {
    if (entries.size <= most) return;
    entries.delete(oldest);
  }
}
