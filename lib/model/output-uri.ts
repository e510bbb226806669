import { holdsTables, type JobOutput } from './output.js';

/** Schemes of sinks that write files: what follows is a path, absolute or relative, with `~` for home. */
const fileSchemes: ReadonlySet<string> = new Set([
  'parquet',
  'csv',
  'tsv',
  'json',
  'jsonl',
  'ndjson',
  'arrow',
  'ipc',
  'feather',
  'avro',
  'orc',
  'delta',
  'iceberg',
  'duckdb',
  'sqlite',
  'sqlite3',
]);

/** What an output's URI says: the path on a disk, null if it isn't on one, and the table after `#`, if any. */
export function readOutputUri(uri: string): Pick<JobOutput, 'path' | 'table'> {
  const [place, table] = holdsTables(uri) ? cutAt(uri, '#') : [uri, null];
  return { path: pathOf(place), table };
}

function pathOf(uri: string): string | null {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return uri.startsWith('//') ? null : uri;
  const rest = uri.slice(scheme.length + 1);
  if (scheme === 'file') return fileOf(rest);
  if (!fileSchemes.has(scheme)) return null;
  return nonEmpty(decoded(rest.replace(/^\/\//, '')));
}

/** `file:/path`, `file:///path`, `file://localhost/path`; a file of another host isn't on a disk here. */
function fileOf(rest: string): string | null {
  const local = /^(?:\/\/(?:localhost)?(?=\/)|(?!\/\/))(.*)$/is.exec(rest)?.[1];
  return local === undefined ? null : nonEmpty(decoded(local));
}

/** Percent-encoding decoded, if it is valid: workers also write paths with a plain `%`. */
function decoded(path: string): string {
  try {
    const plain = decodeURIComponent(path);
    return plain.includes('\0') ? path : plain;
  } catch {
    // Not valid encoding: the path is taken as it is.
    return path;
  }
}

function nonEmpty(path: string): string | null {
  return path === '' ? null : path;
}

/** The text before the first such character, and the text after it; null if there is none. */
function cutAt(text: string, sign: string): readonly [string, string | null] {
  const at = text.indexOf(sign);
  if (at < 0) return [text, null];
  return [text.slice(0, at), nonEmpty(text.slice(at + 1))];
}
