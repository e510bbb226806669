import type { SearchedColumns } from './row-sieve.js';

/** A table beside the queue that says something of jobs, and the queries that ask which of it holds a text. */
export interface SideTable {
  readonly name: string;
  /** Of all jobs. */
  readonly all: string;
  /** Of some jobs, where an index leads to them. */
  readonly ofJobs: string;
  /** How its rows are looked at past SQLite, and what is asked of some rows by their numbers; null: only in SQL. */
  readonly sifted: { readonly columns: SearchedColumns; readonly rows: string } | null;
}

/** Those of all versions. What of them can't be sifted comes first: it can't be stopped halfway. */
export const sideTables: readonly SideTable[] = [
  {
    name: 'cf_job_failures',
    all: 'search_failures',
    ofJobs: 'search_failures_of',
    // What went wrong is put together from several columns.
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
