import type { JobId } from '../../../lib/model/job.js';
import { endedStatuses, type Found } from '../../../lib/model/picture.js';
import { type ListKey, turnKey } from '../../../lib/model/sort.js';
import { bothForms } from '../../../lib/schema/id-lists.js';
import type { NewAnchor } from '../../../lib/snapshot/index/list/ended-jobs.js';
import type { FoundPlace } from '../../../lib/snapshot/index/search/search-list.js';
import {
  pluginsHolding,
  type Search,
  textParameters,
} from '../../../lib/snapshot/index/sieve/search-text.js';
import {
  FilteredList,
  type ListSize,
  type Parameters,
  type PlainList,
} from '../../../lib/snapshot/lists/filtered-list.js';
import type { SqlRow } from '../../../lib/snapshot/port.js';
import { numberOf, textOf } from '../../../lib/snapshot/tables/column-value.js';

/** The name of a query beside this file, as a shape's statements are called. */
export const bySql = (name: string) => `../../spec/snapshot/by-sql/${name}`;

/** A list that is queried by the queries beside this file. */
export class ListBySql extends FilteredList {
  readonly #among: () => readonly JobId[] | null;
  #amongText: string | null | undefined;

  /** `among`: the jobs with the filter's cause or text, null: the filter has neither. Called once, for the first query. */
  constructor(among: () => readonly JobId[] | null, ...list: ConstructorParameters<typeof FilteredList>) {
    super(...list);
    this.#among = among;
  }

  override rows(query: string, parameters: Parameters = {}): SqlRow[] {
    if (this.#amongText === undefined) {
      const ids = this.#among();
      this.#amongText = ids === null ? null : bothForms(ids);
    }
    return super.rows(bySql(query), { ':among': this.#amongText, ...parameters });
  }

  /** All of them in their order, those listed separately among them. */
  jobs(text = ''): readonly ListedJob[] {
    const plugins = text === '' ? [] : pluginsHolding(this.database, this.shape, text);
    return this.rows('list', textParameters(text, plugins)).map((row) => ({
      ...{ id: textOf(row, 'id') ?? '', status: textOf(row, 'status') ?? '', holds: row.holds === 1 },
      ...{ endedAt: numberOf(row, 'ended_at'), worker: textOf(row, 'worker') },
    }));
  }
}

/** A job of a list, and whether it contains a text. */
interface ListedJob {
  readonly id: JobId;
  readonly status: string;
  /** When it ended, ms; null if unknown. */
  readonly endedAt: number | null;
  readonly worker: string | null;
  readonly holds: boolean;
}

/** Where a list is entered: at a job, or at a position where that isn't in it. */
function originIn(jobs: readonly ListedJob[], { id, index }: Search['from']): number {
  const here = jobs.findIndex((job) => job.id === id);
  return here >= 0 ? here : Math.max(0, Math.min(Math.trunc(index) || 0, jobs.length - 1));
}

function sizeOf(jobs: readonly ListedJob[]): ListSize {
  return { matching: jobs.length, failed: jobs.filter(({ status }) => status === 'failed').length };
}

/** The job that the search finds. */
export function searchList(list: ListBySql, search: Search): FoundPlace {
  const jobs = list.jobs(search.text);
  const origin = originIn(jobs, search.from);
  const found = foundFrom(
    origin,
    jobs.map(({ holds }) => holds),
    search,
  );
  return { ...sizeOf(jobs), at: found.index ?? origin, found };
}

/** One round of a list; the job where it begins comes first if it may be the match, else last. */
export function foundFrom(
  origin: number,
  matching: readonly boolean[],
  { direction, inclusive }: Pick<Search, 'direction' | 'inclusive'>,
): Found {
  const count = matching.length;
  const step = direction === 'forward' ? 1 : count - 1;
  const round = matching.map((_, steps) => (origin + step * (steps + (inclusive ? 0 : 1))) % count);
  const index = round.find((position) => matching[position]) ?? null;
  const upTo = (end: number) => matching.slice(0, end).filter(Boolean).length;
  return { index, nth: index === null ? 0 : upTo(index + 1), matches: upTo(count) };
}

/**
 * The first new job of a list that hasn't been seen, see the anchor `new`. `until`: the last end that counts, ms.
 */
export function nextNew(list: ListBySql, { since, from, seen }: NewAnchor, until: number): FoundPlace {
  const jobs = list.jobs();
  const ends = new Set<string>(endedStatuses);
  const ended = jobs.filter(({ endedAt }) => endedAt !== null && endedAt >= since && endedAt <= until);
  const failed = ended.filter(({ status }) => status === 'failed');
  const all = failed.length > 0 ? failed : ended.filter(({ status }) => ends.has(status));
  const nth = all.findIndex(({ id }) => !seen.includes(id)) + 1;
  const next = all[nth - 1];
  const index = next === undefined ? null : jobs.indexOf(next);
  const found = { index, nth: index === null ? null : nth, matches: all.length };
  return { ...sizeOf(jobs), at: index ?? originIn(jobs, from), found };
}

/** The jobs of a list by SQL, which has to sort all jobs for each answer. */
export function sqlList(list: ListBySql): PlainList {
  let known: ListSize | null = null;
  const size = () => {
    known ??= sizeIn(list.rows('matching')[0]);
    return known;
  };
  return { size, ids, positionOf, placeFor, keys };

  function ids(from: number, to: number): readonly JobId[] {
    if (to <= from) return [];
    return list
      .rows('sorted_window', { ':limit': to - from, ':skip': from })
      .map((row) => textOf(row, 'id') ?? '');
  }

  function positionOf(id: JobId): number | null {
    const row = list.rows('sorted_place', { ':id': id })[0];
    return row?.is_listed === 1 ? numberOf(row, 'jobs') : null;
  }

  function placeFor(id: JobId): number {
    return numberOf(list.rows('sorted_place', { ':id': id })[0] ?? {}, 'jobs') ?? 0;
  }

  function keys(wanted: readonly JobId[]): readonly ListKey[] {
    const places = new Map<number, number>();
    const known = new Map(
      list.rows('list_keys').map((row) => {
        const turn = numberOf(row, 'turn') ?? 0;
        const place = places.get(turn) ?? 0;
        places.set(turn, place + 1);
        return [textOf(row, 'id') ?? '', keyIn(row, turn === 0 ? null : turnKey(turn, place))];
      }),
    );
    return wanted.map((id) => known.get(id) ?? lastKey);
  }
}

/** After all others. */
const lastKey: ListKey = { rank: Number.MAX_SAFE_INTEGER, value: null, time: null, turn: null };

function keyIn(row: SqlRow, turn: number | null): ListKey {
  const { value } = row;
  return {
    rank: numberOf(row, 'rank') ?? 0,
    value: typeof value === 'number' || typeof value === 'string' ? value : null,
    time: numberOf(row, 'time'),
    turn,
  };
}

function sizeIn(row: SqlRow | undefined): ListSize {
  return { matching: numberOf(row ?? {}, 'jobs') ?? 0, failed: numberOf(row ?? {}, 'failed') ?? 0 };
}
