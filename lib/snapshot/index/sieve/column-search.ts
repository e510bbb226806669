import { type ColumnFilter, isArgument, numberWanted } from '../../../model/filter/column-filter.js';
import type { JobSort } from '../../../model/sort.js';
import { columnParameters, columnsWanted } from '../../../schema/filter-parameters.js';
import { usableBytes } from '../../attempt/page-source.js';
import { verdicts } from './name-sieve.js';
import { RowSieve, type SearchedColumns, type Sifted } from './row-sieve.js';
import { RowsSearch, type RowsSearchParts } from './rows-search.js';
import type { SearchMemory } from './search-memory.js';
import type { TextSearchParts } from './text-search.js';

const texts: SearchedColumns = { config_overrides: 'json5' };
const numbers: SearchedColumns = { config_overrides: 'number' };
/** Words that JSON has for what isn't a text. */
const jsonWords = ['', 'true', 'false', 'null'];

type Parts = Omit<TextSearchParts, 'memory'>;

/**
 * Begins to find out in one attempt which jobs have what is asked of their columns: SQL decides about those whose bytes may
 * have it. What is found is kept in the memory.
 */
export function columnSearch(
  parts: Parts,
  memory: SearchMemory,
  wanted: readonly ColumnFilter[],
): RowsSearch {
  const sought = wanted.flatMap((each) => [textSought(each) ?? [], digitsSought(each) ?? []].flat());
  const parameters = { ':columns': columnsWanted(wanted) };
  const inCatalogue = wanted.some(({ column }) => column === 'source');
  return begun(parts, memory, sought, { query: 'column_rows', parameters, inCatalogue });
}

/**
 * Begins to find out in one attempt what jobs have in the column that the list is sorted by: the index has the values, the
 * memory of which jobs they are known.
 */
export function sortSearch(parts: Parts, memory: SearchMemory, sort: JobSort): RowsSearch {
  const { index } = parts.queue;
  const sought = textSought({ column: sort.by, sign: '>', value: '0' });
  const search = begun(parts, memory, sought === null ? [] : [sought], {
    query: 'column_values',
    parameters: columnParameters(sort),
    inCatalogue: sort.by === 'source',
    values: index.columnValues,
  });
  index.columnValues.begin(sort.by, index.columns.ids.length, parts.encoding);
  return search;
}

function begun(
  parts: Parts,
  memory: SearchMemory,
  sought: readonly Sought[],
  asked: Pick<RowsSearchParts, 'query' | 'parameters' | 'inCatalogue' | 'values'>,
): RowsSearch {
  const { attempt, layout, queue, encoding, shape } = parts;
  memory.forget(attempt.changed());
  memory.begin(JSON.stringify(asked.parameters), shape, queue.index);
  attempt.whenReusable(() => memory.leaves.keep());
  attempt.whenProved(() => memory.leaves.keepLeaves());
  const sieves = sought.map(
    ({ text, searched }) => new RowSieve(text, layout.columns, encoding, usableBytes(attempt), searched),
  );
  const any = new RowSieve('', layout.columns, encoding, usableBytes(attempt), texts);
  return new RowsSearch({
    ...{ ...parts, memory, ...asked, number: null },
    names: { of: () => verdicts.no },
    rows: { sift: (bytes) => siftedBy(sieves.length === 0 ? [any] : sieves, bytes) },
  });
}

/** A row that one sieve rules out has not everything. */
function siftedBy([first, ...others]: readonly RowSieve[], bytes: Uint8Array): Sifted {
  if (first === undefined) throw new RangeError('no sieve');
  const sifted = first.sift(bytes);
  for (const each of others) {
    const { verdicts: judged } = each.sift(bytes);
    for (let row = 0; row < sifted.rows; row += 1)
      if (judged[row] === verdicts.no) sifted.verdicts[row] = verdicts.no;
  }
  return sifted;
}

interface Sought {
  readonly text: string;
  readonly searched: SearchedColumns;
}

/** A text that stands in the arguments of every job that passes: the value, or else its name; null for none. */
function textSought(wanted: ColumnFilter): Sought | null {
  const { column, sign, value } = wanted;
  if (!isArgument(column) || value === '') return null;
  if (sign === ':' && numberWanted(wanted) === null && !jsonWords.includes(value))
    return { text: value, searched: texts };
  const names = column.match(/[^."[\]]{2,}/gu)?.slice(1) ?? [];
  const name = names.filter((each) => !/^#?-?\d+$/.test(each)).at(-1);
  return name === undefined ? null : { text: name, searched: texts };
}

/** A whole number's digits, which stand there unless it is written otherwise. */
function digitsSought(wanted: ColumnFilter): Sought | null {
  const number = Math.abs(Number(numberWanted(wanted) ?? Number.NaN));
  const isKnown = wanted.sign === ':' && isArgument(wanted.column) && Number.isSafeInteger(number);
  return isKnown ? { text: String(number), searched: numbers } : null;
}
