import type { JobFilter } from '../model/filter.js';
import type { DatabaseShape } from './database-shape.js';
import { bothForms } from './id-lists.js';
import { jobStatuses, jobTypes } from './job-row.js';
import { namePattern } from './name-pattern.js';
import type { Queryable, SqlRow } from './port.js';

/** What statements are given, by parameter name. */
export type Parameters = Readonly<Record<string, string | number | null>>;

/** The jobs that pass a filter: runs the queries that the SQL fragment job_matches is a part of. */
export class FilteredList {
  readonly #filter: Parameters;

  constructor(
    readonly database: Queryable,
    readonly shape: DatabaseShape,
    readonly filter: JobFilter,
  ) {
    const { statuses, types, name, cleared } = filter;
    this.#filter = {
      ':statuses': JSON.stringify(statuses ?? jobStatuses),
      ':types': JSON.stringify(types ?? jobTypes),
      ':name': namePattern(name),
      ...(cleared && { ':until': cleared.until, ':except': bothForms(cleared.except) }),
    };
  }

  /** The rows of `schema/queries/QUERY.sql` for these jobs. */
  rows(query: string, parameters: Parameters = {}): SqlRow[] {
    const { database, shape, filter } = this;
    const sql = filter.cleared === null ? shape.wholeListStatement(query) : shape.statement(query);
    return database.all(sql, { ...this.#filter, ...parameters });
  }
}
