/** What the name of a value in jobs' arguments begins with. */
export const argumentsName = 'args';
/** Such a name, as in `args.user`. */
export type ArgumentName = `${typeof argumentsName}${string}`;

/** The longest name of such a value, in characters. */
const longestName = 200;

/**
 * Steps on the way to a value in JSON, as SQLite understands them behind `$`: `.user`, `."first name"`, `[0]`, `[#-1]`.
 * `but`: more characters that only stand in quotes.
 */
const steps = (but: string) =>
  String.raw`(?:\.(?:[^\s\p{C}."'[\]${but}]+|"[^"\\\p{C}]+")|\[(?:#-)?\d{1,6}\])+`;
const argument = new RegExp(`^${argumentsName}${steps('')}$`, 'u');
/** Such a name, up to a sign of comparison. */
const argumentCompared = argumentsName + steps(':<>');

/** Whether this names a value in what jobs were given, by a path in their JSON: `args.user.id`. */
export function isArgument(column: string): column is ArgumentName {
  return column.length <= longestName && argument.test(column);
}

/** What a filter asks of one column of a job. */
export interface ColumnFilter {
  /** One of {@link filteredFields}, or a value in jobs' arguments, as in `args.user`. */
  readonly column: string;
  /** `:` for this value; of a text of ours, for one that contains it. `>` and `<` for greater and lesser numbers. */
  readonly sign: ':' | '>' | '<';
  /** As it was typed, without quotes; empty: no such value. Untrusted. */
  readonly value: string;
}

/** Fields of a job that a filter may ask for beside its own keys: what they hold. */
export const filteredFields = {
  retries: 'number',
  priority: 'number',
  size: 'bytes',
  files: 'number',
  failed: 'number',
  source: 'text',
} as const satisfies Readonly<Record<string, 'number' | 'bytes' | 'text'>>;
type FilteredField = keyof typeof filteredFields;

const fieldNames: readonly string[] = Object.keys(filteredFields);

/** The names of columns that a word of a filter may begin with, before a sign. */
export const columnNames = `${fieldNames.join('|')}|${argumentCompared}`;

/** A column by its name in any letter case, which counts in the path of an argument. */
export function filterColumnIn(name: string): string {
  const lower = name.toLowerCase();
  return fieldNames.includes(lower) ? lower : name.replace(/^args/i, 'args');
}

/** Numbers as JSON writes them. */
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?$/i;
const bytes = /^(\d+(?:\.\d+)?)\s*([kMGTP]?)B?$/i;

/** The number in a column's value as SQL takes it, exact whatever its size; null if it is none. */
export function numberWanted({ column, value }: Pick<ColumnFilter, 'column' | 'value'>): string | null {
  const text = value.trim();
  const [, count, unit] = column === 'size' ? (bytes.exec(text) ?? []) : [];
  if (count !== undefined && unit)
    return String(Math.round(Number(count) * 1000 ** (1 + 'kmgtp'.indexOf(unit.toLowerCase()))));
  return count ?? (number.test(text) ? text : null);
}

/** What is wrong with what a column is asked for, in a few words; null if nothing is. */
export function columnMistake(wanted: ColumnFilter): string | null {
  const { column, sign, value } = wanted;
  const kind = filterKind(column);
  const isText = kind === 'text' || kind === 'argument';
  if (sign === ':' && (isText || value === '')) return null;
  if (kind === 'text') return `${column}: with a text`;
  if (numberWanted(wanted) !== null) return null;
  const example = kind === 'bytes' ? '10MB' : '3';
  return sign === ':'
    ? `${column}: a number, or ${column}>${example}`
    : `${column}${sign} a number, such as ${example}`;
}

/** What a column that a filter may ask for holds; null if there is none such. */
export function filterKind(column: string): 'number' | 'bytes' | 'text' | 'argument' | null {
  if (isArgument(column)) return 'argument';
  return Object.hasOwn(filteredFields, column) ? filteredFields[column as FilteredField] : null;
}

/** Whether some of what a filter asks for is in jobs' arguments. */
export function asksForArguments({ columns = [] }: { readonly columns?: readonly ColumnFilter[] }): boolean {
  return columns.some(({ column }) => isArgument(column));
}
