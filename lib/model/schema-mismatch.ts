/** How the columns of an output differ from those in its schema, as recorded. Untrusted text. */
export interface SchemaMismatch {
  readonly output: string | null;
  /** The database's word for how they differ, such as `missing_column`. */
  readonly kind: string;
  readonly expectedName: string | null;
  readonly actualName: string | null;
  readonly expectedType: string | null;
  readonly actualType: string | null;
  /** 0-based positions among the columns. */
  readonly expectedIndex: number | null;
  readonly actualIndex: number | null;
}

/** A mismatch in words: `orders: column price (Decimal) is missing`. An unknown kind is shown as it is written. */
export function mismatchWords(mismatch: SchemaMismatch): string {
  const words = wordsOf[kindOf(mismatch.kind)] ?? unknown;
  const text = words(mismatch);
  return mismatch.output === null ? text : `${mismatch.output}: ${text}`;
}

const wordsOf: Readonly<Record<string, (mismatch: SchemaMismatch) => string>> = {
  missing: ({ expectedName, actualName, expectedType }) =>
    `column ${typed(expectedName ?? actualName, expectedType)} is missing`,
  extra: ({ expectedName, actualName, actualType }) =>
    `column ${typed(actualName ?? expectedName, actualType)} is not in the schema`,
  type: ({ expectedName, actualName, expectedType, actualType }) =>
    `column ${named(expectedName ?? actualName)} is ${named(actualType)}, not ${named(expectedType)}`,
  order: ({ expectedName, actualName, expectedIndex, actualIndex }) => {
    const [wanted, found] = [placeOf(expectedIndex), placeOf(actualIndex)];
    const name = named(expectedName ?? actualName);
    if (expectedName !== null && actualName !== null && expectedName !== actualName) {
      return `column ${placeOf(expectedIndex ?? actualIndex)} is ${actualName}, not ${expectedName}`;
    }
    return wanted === '?' || found === '?'
      ? `column ${name} is out of order`
      : `column ${name} is number ${found}, not ${wanted}`;
  },
  name: ({ expectedName, actualName }) =>
    `column ${named(actualName)} should be named ${named(expectedName)}`,
  null: ({ expectedName, actualName }) =>
    `column ${named(expectedName ?? actualName)} differs in allowing nulls`,
};

/** Treats `missing_column`, `MissingColumn` and `missing` alike. */
function kindOf(kind: string): string {
  const word = kind.toLowerCase().replaceAll(/[^a-z]/g, '');
  return kinds[word] ?? '';
}

const kinds: Readonly<Record<string, string>> = {
  missing: 'missing',
  missingcolumn: 'missing',
  extra: 'extra',
  extracolumn: 'extra',
  unexpectedcolumn: 'extra',
  type: 'type',
  typemismatch: 'type',
  columntypemismatch: 'type',
  order: 'order',
  ordermismatch: 'order',
  columnorder: 'order',
  columnordermismatch: 'order',
  name: 'name',
  namemismatch: 'name',
  columnnamemismatch: 'name',
  nullability: 'null',
  nullabilitymismatch: 'null',
};

function unknown(mismatch: SchemaMismatch): string {
  const { kind, expectedName, actualName, expectedType, actualType } = mismatch;
  const sides = [
    ['expected', typed(expectedName, expectedType)],
    ['found', typed(actualName, actualType)],
  ].flatMap(([side, text]) => (text === '?' ? [] : [`${side} ${text}`]));
  return [kind.trim() || 'schema mismatch', ...sides].join(', ');
}

function typed(name: string | null, type: string | null): string {
  if (name === null) return named(type);
  return type === null ? name : `${name} (${type})`;
}

function named(text: string | null): string {
  return text ?? '?';
}

function placeOf(index: number | null): string {
  return index === null ? '?' : String(index + 1);
}
