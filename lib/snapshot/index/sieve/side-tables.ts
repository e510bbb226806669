import type { SearchedColumns } from './row-sieve.js';

/** A table beside the queue with information about jobs, and the queries that find the text in it. */
export interface SideTable {
  readonly name: string;
  /** For all jobs. */
  readonly all: string;
  /** For some jobs, if an index leads to them. */
  readonly ofJobs: string;
  /** Which columns to sift without SQLite, and the query for some rows by number; null: only SQL can search it. */
  readonly sifted: { readonly columns: SearchedColumns; readonly rows: string } | null;
}

/** The tables of all versions. Those that can't be sifted come first, because they can't be stopped halfway. */
export const sideTables: readonly SideTable[] = [
  {
    name: 'cf_job_failures',
    all: 'search_failures',
    ofJobs: 'search_failures_of',
    // The error is put together from several columns.
    sifted: null,
  },
  {
    name: 'cf_job_schema_mismatch',
    all: 'search_mismatches',
    ofJobs: 'search_mismatches_of',
    sifted: null,
  },
  {
    name: 'cf_output_materializations',
    all: 'search_made',
    ofJobs: 'search_made_of',
    sifted: {
      columns: { sink_uri: 'may', table_name: 'may', output_name: 'may' },
      rows: 'search_made_rows',
    },
  },
  {
    name: 'cf_job_artifacts',
    all: 'search_artifacts',
    ofJobs: 'search_artifacts_of',
    sifted: { columns: { uri: 'may', table_name: 'may', name: 'may' }, rows: 'search_artifacts_rows' },
  },
];
