/**
 * How far something reaches in each chain of commits: the number of its last commit there, from 1; 0: none. Commits of
 * one chain come one after another, those of several side by side.
 */
export type Reach = readonly number[];

/** One picture of a long-lived reader, in time. */
export interface Shown {
  readonly reach: Reach;
  /** What was acknowledged before the read began, or by the time as of which the picture says that it is right. */
  readonly least: Reach;
  /** What was begun by the end of the read; default: unknown. */
  readonly most?: Reach;
  /** What the last commit that is shown of each chain had seen itself when it was begun; default: unknown. */
  readonly seen?: readonly Reach[];
}

/**
 * Holds the pictures of one long-lived reader to one order of all commits and reads that real time allows: they are
 * linearizable. As the commits of a chain are in order, that is so exactly if each picture has all that was
 * acknowledged before its read began, nothing that was begun after its end, all that its own commits had seen, and all
 * that the picture before it had.
 */
export class Succession {
  #last: Reach = [];

  /** What is wrong with the next picture; empty: it may follow. */
  judge({ reach, least, most, seen = [] }: Shown): string[] {
    const faults: string[] = [];
    for (const [chain, shows] of reach.entries()) {
      const [told = 0, begun = Number.POSITIVE_INFINITY, last = 0] = [
        least[chain],
        most?.[chain],
        this.#last[chain],
      ];
      if (shows < told) faults.push(`stale: shows ${shows}, but ${told} was acknowledged before`);
      if (shows > begun) faults.push(`of the future: shows ${shows}, but ${begun} was begun last`);
      if (shows < last) faults.push(`backwards: shows ${shows} after ${last}`);
      for (const [other, needs] of (seen[chain] ?? []).entries())
        if ((reach[other] ?? 0) < needs)
          faults.push(
            `torn: shows ${shows}, but ${reach[other]} of another chain, of which it had seen ${needs}`,
          );
    }
    this.#last = reach.map((shows, chain) => Math.max(shows, this.#last[chain] ?? 0));
    return faults;
  }
}
