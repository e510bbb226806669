/** The sink and the output that a record is about; the output is null if it is about the sink as a whole. */
export interface SinkAddress {
  readonly sink: string;
  readonly output: string | null;
}

/** With these schemes the path is the database, and only a fragment names a table. */
const databaseSchemes = new Set([
  'sqlite',
  'sqlite3',
  'duckdb',
  'postgres',
  'postgresql',
  'mysql',
  'mariadb',
]);

/**
 * Parses a record's URI and output name:
 *
 * - A name is the output's, and the URI the sink's. If the URI also ends in that name, it is removed there.
 * - Without a name, the fragment is the output: `sqlite:///data.db#transactions`.
 * - Otherwise it is the path's last segment: `parquet://output/fix_orders` is fix_orders of `parquet://output/`. A
 * path
 *   that ends in a slash, a host without a path, and a database have no such segment.
 */
export function sinkAddress(uri: string, name: string | null): SinkAddress {
  const address = fromUri(uri);
  if (name === null || name === '' || name === address.output) return address;
  return { sink: uri, output: name };
}

function fromUri(uri: string): SinkAddress {
  const hash = uri.indexOf('#');
  if (hash > 0 && hash < uri.length - 1) return { sink: uri.slice(0, hash), output: uri.slice(hash + 1) };
  const [, scheme, separator = ''] = /^([a-z][a-z0-9+.-]*)(:\/\/)/i.exec(uri) ?? [];
  if (scheme !== undefined && databaseSchemes.has(scheme.toLowerCase())) return { sink: uri, output: null };
  const path = uri.replace(/[?#].*$/s, '');
  const slash = path.lastIndexOf('/');
  const begin = (scheme ?? '').length + separator.length;
  if (slash < begin || slash === path.length - 1) return { sink: uri, output: null };
  return { sink: path.slice(0, slash + 1), output: path.slice(slash + 1) };
}
