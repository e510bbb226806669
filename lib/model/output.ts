/** One thing that a job wrote, as the database records it beside the queue (version D). All text is untrusted. */
export interface JobOutput {
  /** What it is: `output`, `quarantine`, `log`, `other`, or a word that this program doesn't know. */
  readonly role: string;
  readonly name: string | null;
  /** Where it was written, as recorded; never empty. */
  readonly uri: string;
  /** The file or folder that the URI names, absolute or relative; null if it isn't on a disk, as in `s3://…`. */
  readonly path: string | null;
  /** The table in it, if it holds tables. */
  readonly table: string | null;
  /** How many rows, if the record tells. */
  readonly rows: number | null;
}

/** The outputs of a job, in the order of the records. */
export interface JobOutputs {
  /** The first of them; never more than the request asked for. */
  readonly list: readonly JobOutput[];
  /** How many there are. */
  readonly count: number;
  /** The rows of all of them together; null if none has a number. */
  readonly rows: number | null;
}

/** For a job whose record lists no outputs. */
export const noOutputs: JobOutputs = { list: [], count: 0, rows: null };

/** Where an output is, for copying and opening: the path on a disk, else the URI with the table. */
export function locationOfOutput({ uri, path, table }: JobOutput): string {
  return path ?? withTable(uri, table);
}

/** An output's name, with the table whenever there is one, so that two outputs in one file can be told apart. */
export function nameOfOutput({ uri, path, table }: JobOutput): string {
  return path === null || holdsTables(uri) ? withTable(path ?? uri, table) : path;
}

/** The paths at which a job's outputs can be measured, each once; null if some output isn't on a disk. */
export function pathsOfOutputs({ list, count }: JobOutputs): readonly string[] | null {
  const paths = new Set(list.flatMap(({ path }) => path ?? []));
  return list.length === count && list.every(({ path }) => path !== null) ? [...paths] : null;
}

function withTable(location: string, table: string | null): string {
  return table === null || location.endsWith(`#${table}`) ? location : `${location}#${table}`;
}

const inDatabases = /^(duckdb|sqlite3?|postgres(ql)?|mysql|mssql|snowflake|bigquery):/i;

/** True for the URI of a database, where the part after `#` names a table. */
function holdsTables(uri: string): boolean {
  return inDatabases.test(uri);
}

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
