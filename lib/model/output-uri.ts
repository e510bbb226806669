import { holdsTables, type JobOutput } from './output.js';

/** Sinks that write to files: what follows such a scheme is a path, absolute or relative, with `~` for home. */
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

/** What an output's URI says: the path on a disk, null where it is on none, and the table after `#`, if any. */
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

/** `file:/path`, `file:///path`, `file://localhost/path`; another host's file is on no disk here. */
function fileOf(rest: string): string | null {
  const local = /^(?:\/\/(?:localhost)?(?=\/)|(?!\/\/))(.*)$/is.exec(rest)?.[1];
  return local === undefined ? null : nonEmpty(decoded(local));
}

/** Percent-encoding resolved, where it is one: workers also write a path's own `%` as it stands. */
function decoded(path: string): string {
  try {
    const plain = decodeURIComponent(path);
    return plain.includes('\0') ? path : plain;
  } catch {
    // No sound encoding: the path as it stands.
    return path;
  }
}

function nonEmpty(path: string): string | null {
  return path === '' ? null : path;
}

/** A text before the first such sign, and what follows it; null where there is nothing. */
function cutAt(text: string, sign: string): readonly [string, string | null] {
  const at = text.indexOf(sign);
  if (at < 0) return [text, null];
  return [text.slice(0, at), nonEmpty(text.slice(at + 1))];
}
