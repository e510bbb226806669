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

/** The same, but with the table whenever there is one, so that two outputs in one file can be told apart. */
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
export function holdsTables(uri: string): boolean {
  return inDatabases.test(uri);
}
