/** A row that was set aside because something was wrong with it (version D). All text is untrusted. */
export interface QuarantinedRow {
  /** Where it stood in the input, as recorded; null where the record doesn't say. */
  readonly row: number | null;
  readonly reason: string;
  /** The beginning of its raw data: text where it is UTF-8, else bytes in hexadecimal; empty where there is none. */
  readonly data: string;
}

/** The rows that were set aside from one job, in the order in which they were recorded. */
export interface Quarantine {
  /** The first of them, at most 100. */
  readonly rows: readonly QuarantinedRow[];
  /** How many were recorded. */
  readonly count: number;
}

/** Of a job without any. */
export const noQuarantine: Quarantine = { rows: [], count: 0 };
