/** A row of a table, its values by column: the first column is the row's id. */
export interface TableRow {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

const nearMs = 600_000;

/**
 * What lies between two dumps of the same tables, in words, a row each: see `leaves` in `QueueDeed`. The databases that a
 * queue may be in write the same value differently, so JSON is written without blanks and in the order of its keys, times as ISO has them, and those
 * of the last minutes as `now`.
 */
export function leftBetween(before: readonly TableRow[], after: readonly TableRow[]): readonly string[] {
  const [old, made] = [before, after].map((rows) => new Map(rows.map((each) => [nameOf(each), each.row])));
  return [...new Set([...(old?.keys() ?? []), ...(made?.keys() ?? [])])]
    .flatMap((name) => {
      const [was, is] = [old?.get(name), made?.get(name)];
      if (is === undefined) return [`${name} is gone`];
      const values = Object.entries(is).map(([column, value]) => [column, textOf(value)] as const);
      if (was === undefined) {
        const rest = values.slice(1).map(([column, value]) => `${column} ${value}`);
        return [`${name} is new: ${rest.join(', ')}`];
      }
      const changes = values.flatMap(([column, value]) =>
        textOf(was[column]) === value ? [] : [`${column} from ${textOf(was[column])} to ${value}`],
      );
      return changes.length === 0 ? [] : [`${name}: ${changes.join(', ')}`];
    })
    .sort();
}

/** The statements' tables and columns that have to be seen to change, as the words of {@link leftBetween} name them. */
export function writtenBy(statements: readonly string[]): readonly RegExp[] {
  return statements.flatMap((sql) => {
    const plain = sql.replace(/--.*$/gm, '');
    const gone = [...plain.matchAll(/DELETE FROM (\w+)/g)].map(([, table]) =>
      RegExp(`^${table} \\S+ is gone$`),
    );
    const made = [...plain.matchAll(/INSERT INTO (\w+)/g)].map(([, table]) =>
      RegExp(`^${table} \\S+ is new: `),
    );
    const [, table, set = ''] =
      /UPDATE (\w+)(?: AS \w+)?\s+SET([\s\S]*?)\n(?:FROM|WHERE)\b/.exec(plain) ?? [];
    const columns = [...set.matchAll(/(?:^|,)\s*(?:known\.)?(\w+) = /g)];
    return [
      ...gone,
      ...made,
      ...columns.map(([, column]) => RegExp(`^${table} \\S+: (.*, )?${column} from `)),
    ];
  });
}

const nameOf = ({ table, row }: TableRow) => `${table} ${String(Object.values(row)[0])}`;

function textOf(value: unknown): string {
  if (typeof value !== 'string')
    return typeof value === 'object' ? JSON.stringify(value, inJson) : inWords(value);
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object') return JSON.stringify(parsed, inJson);
  } catch {
    // A text that isn't JSON.
  }
  return inWords(value);
}

function inJson(_: string, value: unknown): unknown {
  if (typeof value === 'string') return inWords(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A value that isn't JSON; a time of any form as ISO has it, without milliseconds. */
function inWords(value: unknown): string {
  const text = String(value);
  const isSeconds = /^\d{10}(\d{3})?$/.test(text);
  const isText = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(text);
  if (!isSeconds && !isText) return text;
  const zoned = /(Z|[+-]\d\d(:?\d\d)?)$/.test(text) ? text : `${text}Z`;
  const time = isText ? Date.parse(zoned.replace(' ', 'T')) : Number(text.padEnd(13, '0'));
  if (Math.abs(time - Date.now()) < nearMs) return 'now';
  return isText ? new Date(time).toISOString().replace('.000Z', 'Z') : text;
}
