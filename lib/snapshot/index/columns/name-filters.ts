import { keepLast, putLast } from '../../../model/recently-used.js';
import type { NameTable } from './job-columns.js';

/** Returns which of these plugins' names, with the versions of their jobs' own, have a part, by their indexes. */
export type FindNames = (
  part: string,
  plugins: readonly string[],
  versions: readonly (string | null)[],
) => ReadonlySet<number>;

/** At most this many parts of names are remembered. */
const mostParts = 16;

/** Which names contain a filter's text, by their codes, so that no job's name has to be compared. */
export class NameFilters {
  /** By part: for each code so far, whether its name contains the part. Least recently used first. */
  readonly #known = new Map<string, boolean[]>();

  /** By code: whether its name contains the part; for codes that {@link extend} has seen, or will see. */
  holding(part: string): readonly boolean[] {
    return this.#partOf(part);
  }

  /** Ensures that every name in the table is known, for this part and the earlier ones. */
  extend(names: NameTable, find: FindNames, part: string | null): void {
    if (part !== null) this.#partOf(part);
    for (const [each, known] of this.#known) {
      if (known.length === names.size) continue;
      const from = known.length;
      const codes = Array.from({ length: names.size - from }, (_, index) => from + index);
      const plugins = codes.map((code) => names.plugin(code));
      const versions = codes.map((code) => names.version(code));
      const holding = find(each, plugins, versions);
      for (let index = 0; index < plugins.length; index += 1) known.push(holding.has(index));
    }
  }

  #partOf(part: string): boolean[] {
    const known = this.#known.get(part) ?? [];
    putLast(this.#known, part, known);
    keepLast(this.#known, mostParts);
    return known;
  }
}

/** Returns the rank from 1 on of each of these plugins' names in the list's order, by their indexes; 0 for no name. */
type RankNames = (plugins: readonly string[]) => Uint32Array;

/** The ranks of names in the list's order, by their codes. Empty until an order needs them. */
export class NameRanks {
  #ranks: Uint32Array | null = null;

  /** Whether an order has needed the ranks. */
  get isUsed(): boolean {
    return this.#ranks !== null;
  }

  /**
   * A name's rank; NaN for no name. Names that are added later change ranks, but never which of two names comes first.
   */
  rank(code: number): number {
    const rank = this.#ranks?.[code] ?? 0;
    return rank === 0 ? Number.NaN : rank;
  }

  /** Ensures that every name in the table has its rank. */
  extend(names: NameTable, rank: RankNames): void {
    if (this.#ranks?.length === names.size) return;
    this.#ranks = rank(Array.from({ length: names.size }, (_, code) => names.plugin(code)));
  }

  forget(): void {
    this.#ranks = null;
  }
}
