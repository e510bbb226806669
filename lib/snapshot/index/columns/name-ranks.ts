import type { NameTable } from './job-columns.js';

/** Returns the rank from 1 on of each of these plugins' names in the list's order, by their indexes; 0 for no name. */
export type RankNames = (plugins: readonly string[]) => Uint32Array;

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
