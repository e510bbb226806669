import type { JobId } from '../model/job.js';
import type { JobPlace, JobSort, ListKey, Places, PlacesRequest } from '../model/sort.js';
import { isKnown, positionsIn, positionsNear, type SplitRange, splitRanges } from './list-splits.js';

/** One list's answer about its places, and how many jobs it has; null if it can't be read. */
export type ListAnswer = { readonly size: number; readonly places: Places } | null;

/** Asks one of the lists, by its number. */
export type AskList = (list: number, request: PlacesRequest) => Promise<ListAnswer>;

/** A job, by the number of its list and its id there. */
export interface ListedJob {
  readonly list: number;
  readonly id: JobId;
}

/** The most rounds of questions for one place: each round narrows it down at least tenfold, so no list needs more. */
const mostRounds = 16;

/**
 * Several lists in the same order, as one list: finds places in it by asking each for a few keys at a time. A list that
 * can't be read counts as empty.
 */
export class MergedLists {
  readonly #sort: JobSort;
  readonly #ask: AskList;
  #near: readonly (readonly number[])[] = [];
  readonly #lists: { size: number; readonly keys: Map<number, ListKey> }[];

  constructor(sort: JobSort, lists: number, ask: AskList) {
    this.#sort = sort;
    this.#ask = ask;
    this.#lists = Array.from({ length: lists }, () => ({ size: 0, keys: new Map() }));
  }

  /** How many jobs there are. */
  get size(): number {
    return this.#lists.reduce((sum, { size }) => sum + size, 0);
  }

  /** How many jobs one of the lists has. */
  sizeOf(list: number): number {
    return this.#lists[list]?.size ?? 0;
  }

  /**
   * Asks all lists for their sizes and for the keys near some positions, where places will probably be looked for, and
   * one of them for the place of a job.
   */
  async begin(near: readonly (readonly number[])[], job: ListedJob | null): Promise<JobPlace | null> {
    this.#near = near;
    const answers = await this.#askAll((list) => ({
      at: [...new Set((near[list] ?? []).flatMap((position) => positionsNear(position)))],
      of: [],
      ...(job?.list === list ? { job: job.id } : {}),
    }));
    return job === null ? null : (answers[job.list]?.places.job ?? null);
  }

  /** How many jobs of each list come before the job at a place in one of them. */
  async before(list: number, { position, key }: JobPlace): Promise<readonly number[]> {
    const answers = await this.#askAll((other) => (other === list ? null : { at: [], of: [key] }));
    return answers.map((answer, other) => {
      if (other === list) return position;
      const [counts] = answer?.places.counts ?? [];
      // Of jobs with the same key, those of the earlier list come first.
      return (other < list ? counts?.upTo : counts?.less) ?? 0;
    });
  }

  /** How many jobs of each list are among the first `count` of all, for each of these counts. */
  async splits(counts: readonly number[]): Promise<readonly (readonly number[])[]> {
    for (let round = 0; ; round += 1) {
      const ranges = splitRanges(this.#sort, this.#lists, counts);
      if (round === mostRounds || ranges.every(isKnown))
        return ranges.map((range, index) => filled(range, counts[index] ?? 0));
      // Where the splits were last is a good guess, but only for the first round.
      const far = round === 0 ? this.#near : [];
      const wanted = ranges.map((range) => positionsIn(range, far.length > 0));
      await this.#askAll((list) => {
        const further = (far[list] ?? []).flatMap((near) => positionsNear(near, true));
        const isOpen = ranges.some(({ low, high }) => low[list] !== high[list]);
        const at = [...new Set([...(isOpen ? further : []), ...wanted.flatMap((each) => each[list] ?? [])])];
        return at.length === 0 ? null : { at, of: [] };
      });
    }
  }

  async #askAll(request: (list: number) => PlacesRequest | null): Promise<readonly ListAnswer[]> {
    return Promise.all(
      this.#lists.map(async (known, list) => {
        const asked = request(list);
        const answer = asked === null ? null : await this.#ask(list, asked);
        if (asked === null) return null;
        known.size = answer?.size ?? 0;
        asked.at.forEach((position, index) => {
          const key = answer?.places.keys[index];
          if (key) known.keys.set(position, key);
        });
        // If the list has become shorter, keys beyond its end are gone.
        for (const position of known.keys.keys()) if (position >= known.size) known.keys.delete(position);
        return answer;
      }),
    );
  }
}

/** A split of exactly `count` jobs within a range; lists that change all the time may leave it inexact. */
function filled({ low, high }: SplitRange, count: number): readonly number[] {
  let left = count;
  const least = low.map((each) => {
    const taken = Math.min(each, left);
    left -= taken;
    return taken;
  });
  return least.map((each, list) => {
    const more = Math.max(0, Math.min(left, (high[list] ?? 0) - each));
    left -= more;
    return each + more;
  });
}
