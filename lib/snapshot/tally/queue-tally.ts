import { jobStatuses, jobTypes } from '../../schema/filter-parameters.js';
import { Unfit } from '../index/unfit.js';
import { pageUnreadable, usableBytes } from '../page-source.js';
import type { ReadAttempt } from '../read-attempt.js';
import { ReadFailure } from '../read-failure.js';
import { GroupSums } from './group-sums.js';
import { GroupTable } from './group-table.js';
import type { CountedNode, TallyMemory } from './tally-memory.js';
import { entriesUpTo, type ListPlace, type TallyNode } from './tally-node.js';
import { TallyPages } from './tally-pages.js';
import { Unfinished } from './unfinished.js';

const statusWords: readonly string[] = jobStatuses;
const typeWords: readonly string[] = jobTypes;
/** No tree of a database of the greatest size is deeper. */
const deepest = 20;
/** So many pages are counted while nobody notices. */
const fewPages = 1000;
/** No more pages are counted in one attempt, if the next one can go on from there: a log may begin anew any moment. */
const pagesAtOnce = 800;

/**
 * Counts the queue's index `ix_jobs_view_status` page by page, and remembers what each page came to: after a small
 * commit only the pages that it changed, and those above them, are counted again (DESIGN "The snapshot", point 7).
 * For one attempt; what it counts is remembered once that is proved.
 */
export class QueueTally {
  readonly #counted = new Map<number, CountedNode>();
  readonly #changed: ReadonlySet<number> | null;
  readonly #above: ReadonlySet<number>;
  #pages: TallyPages | null = null;

  /** `root` is the number of the index's first page. */
  constructor(
    private readonly attempt: ReadAttempt,
    private readonly memory: TallyMemory,
    private readonly root: number,
  ) {
    this.#changed = attempt.changedPages;
    this.#above = this.#changed === null ? new Set() : memory.above(this.#changed);
    attempt.whenKept(() => memory.keep(this.#counted));
  }

  /** True if counting takes no time that anybody would notice. */
  isQuick(): boolean {
    return fitting(() => {
      if (this.#known(this.root) !== undefined) return true;
      let pages = 1;
      let node = this.#node(this.root, 0);
      for (let depth = 0; node.children.length > 0 && depth < deepest; depth += 1) {
        pages *= node.children.length;
        node = this.#node(node.children[0] ?? 0, 0);
      }
      return pages <= fewPages;
    }, true);
  }

  /** The whole queue; null where only SQLite can count it. Throws {@link Unfinished}. */
  table(): GroupTable | null {
    return fitting(() => new GroupTable(this.#whole(this.root, 0, 0)), null);
  }

  /**
   * How many jobs of these statuses and types stand before a place in the list, which goes from the greatest list key
   * to the least; null where only SQLite can count them. Throws {@link Unfinished}.
   */
  jobsBefore(place: ListPlace, statuses: readonly string[], types: readonly string[]): number | null {
    const wanted = new Set(types.map((type) => typeWords.indexOf(type)));
    return fitting(() => {
      const table = new GroupTable(this.#whole(this.root, 0, 0));
      let before = table.jobs(statuses, types);
      for (const status of statuses) before -= this.#jobsUpTo(place, status, types, wanted);
      return before;
    }, null);
  }

  #jobsUpTo(place: ListPlace, status: string, types: readonly string[], wanted: ReadonlySet<number>): number {
    const code = statusWords.indexOf(status);
    let jobs = 0;
    const usable = usableBytes(this.attempt);
    let page = this.root;
    for (let depth = 0; depth < deepest; depth += 1) {
      const up = entriesUpTo(this.attempt.page(page), usable, code, place, wanted);
      jobs += up.jobs;
      const { children } = this.#node(page, 0);
      if (children.length === 0) return jobs;
      for (const child of children.subarray(0, up.entries)) {
        jobs += new GroupTable(this.#whole(child, page, depth + 1)).jobs([status], types);
      }
      const below = children[up.entries];
      // The page was read twice: once to be counted, and once for its entries.
      if (below === undefined) throw new Unfit('a page that changed meanwhile');
      page = below;
    }
    throw new Unfit('a tree without an end');
  }

  #whole(page: number, parent: number, depth: number): Float64Array {
    if (depth > deepest) throw new Unfit('a tree without an end');
    const node = this.#node(page, parent);
    if (node.whole !== null) return node.whole;
    this.#countAll(node.children, page);
    const sums = new GroupSums();
    sums.addList(node.own);
    for (const child of node.children) sums.addList(this.#whole(child, page, depth + 1));
    const whole = sums.list();
    this.#counted.set(page, { ...node, whole, parent });
    return whole;
  }

  /** The page as it is known, or else counted. */
  #node(page: number, parent: number): CountedNode {
    const known = this.#known(page);
    if (known !== undefined) return known;
    this.#countAll([page], parent);
    const counted = this.#counted.get(page);
    if (counted === undefined) throw new Unfit('a page twice in its tree');
    return counted;
  }

  #known(page: number): CountedNode | undefined {
    const counted = this.#counted.get(page);
    if (counted !== undefined) return counted;
    if (this.#changed === null || this.#changed.has(page)) return undefined;
    const node = this.memory.node(page);
    return node !== undefined && this.#above.has(page) ? { ...node, whole: null } : node;
  }

  /** Counts those of the pages that aren't known. */
  #countAll(pages: Iterable<number>, parent: number): void {
    const missing: number[] = [];
    for (const page of pages) if (this.#known(page) === undefined) missing.push(page);
    if (missing.length === 0) return;
    if (this.#counted.size >= pagesAtOnce && this.attempt.isKept) throw new Unfinished();
    if (this.#counted.size * this.attempt.pageSize > this.attempt.length)
      throw new Unfit('more pages than there are');
    this.#pages ??= new TallyPages(this.attempt);
    for (const [page, node] of this.#pages.count(missing)) this.#counted.set(page, counted(node, parent));
  }
}

function counted(node: TallyNode, parent: number): CountedNode {
  return { ...node, whole: node.children.length === 0 ? node.own : null, parent };
}

/** What `work` comes to, or `otherwise` where the pages aren't such as can be counted. */
function fitting<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    const isUnfit = error instanceof Unfit || error instanceof ReadFailure || error === pageUnreadable;
    if (isUnfit) return otherwise;
    throw error;
  }
}
