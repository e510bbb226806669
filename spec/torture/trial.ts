/** What is counted in a trial, by name. */
export type Counts = Readonly<Record<string, number>>;

/** How hard a trial is, and how long it goes on. */
export interface Effort {
  readonly seed: number;
  /** It, or each of its parts, goes on at least this long: kills and checkpoints need time to happen. */
  readonly seconds: number;
  /** So many there have to be before it ends, however long that takes a busy machine. */
  readonly least?: Counts;
}

/** The result of a trial. */
export interface Outcome {
  /** What was accepted, what was not, and what went on meanwhile. */
  readonly counts: Counts;
  /** What the reader showed that never existed, or was too old, and whatever else should not be. */
  readonly faults: readonly string[];
}

/** What there is too little of. */
export function missing(counts: Counts, least: Counts): string[] {
  return Object.entries(least)
    .filter(([name, wanted]) => (counts[name] ?? 0) < wanted)
    .map(([name, wanted]) => `only ${counts[name] ?? 0} of ${wanted} ${name}`);
}
