import type { JobId } from '../../../lib/model/job.js';
import { type ListKey, turnKey } from '../../../lib/model/sort.js';
import { bothForms } from '../../../lib/schema/id-lists.js';
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
    const rows = list.rows('list_keys', { ':ids': bothForms(wanted) });
    const queued = rows.flatMap((row) => (row.turn === 0 ? [] : [textOf(row, 'id') ?? '']));
    const turns = new Map(
      (queued.length === 0 ? [] : list.rows('turns', { ':ids': bothForms(queued) })).map((row) => [
        textOf(row, 'id') ?? '',
        turnKey(numberOf(row, 'turn') ?? 0, numberOf(row, 'place') ?? 0),
      ]),
    );
    const known = new Map(
      rows.map((row) => {
        const id = textOf(row, 'id') ?? '';
        return [id, keyIn(row, turns.get(id) ?? null)];
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

/** The size in a row of `matching.sql` or `search.sql`. */
export function sizeIn(row: SqlRow | undefined): ListSize {
  return { matching: numberOf(row ?? {}, 'jobs') ?? 0, failed: numberOf(row ?? {}, 'failed') ?? 0 };
}
