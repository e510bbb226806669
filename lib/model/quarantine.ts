/** A row that was set aside because something was wrong with it (version D). All text is untrusted. */
export interface QuarantinedRow {
  /** Its position in the input, as recorded; null if the record doesn't tell. */
  readonly row: number | null;
  readonly reason: string;
  /** The beginning of its raw data: text if it is UTF-8, else hexadecimal bytes; empty if there is none. */
  readonly data: string;
}

/** The rows that were set aside from one job, in the order of the records. */
export interface Quarantine {
  /** The first of them, at most 100. */
  readonly rows: readonly QuarantinedRow[];
  /** How many were recorded. */
  readonly count: number;
}

/** For a job without any. */
export const noQuarantine: Quarantine = { rows: [], count: 0 };
