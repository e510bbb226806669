import { queryIndexes } from '../schema/indexes.js';
import { sqlNames } from '../schema/sql-files.js';
import { sqlText } from '../schema/statement.js';
import { additionsIn, isOutdated, isPresent } from './addition.js';
import type { Writable } from './driver/driver.js';
import { leftoversIn } from './leftover.js';
import { presentSchema } from './present-schema.js';

/**
 * Adds to a database what it lacks of schema/migrations/ and schema/indexes/, within the open transaction. Returns
 * what was added, a line each, such as `column cf_processing_queue.job_type`. Throws what SQLite throws.
 */
export function addWhatIsLacking(database: Writable): string[] {
  return [
    ...apply(database, sqlNames('migrations').map(sqlText)),
    // After the columns: an index is adapted to those that exist.
    ...apply(
      database,
      queryIndexes(presentSchema(database).columns).map(({ sql }) => sql),
    ),
  ];
}

/** Removes the leftovers of earlier versions. Returns a line each, such as `removed trigger NAME`. */
export function removeLeftovers(database: Writable): string[] {
  return leftoversIn(presentSchema(database)).map(({ kind, name }) => {
    database.exec(`DROP ${kind} ${name}`);
    return `removed ${kind} ${name}`;
  });
}

function apply(database: Writable, texts: readonly string[]): string[] {
  const present = presentSchema(database);
  const changes: string[] = [];
  for (const addition of texts.flatMap(additionsIn)) {
    const outdated = isOutdated(addition, present);
    if (isPresent(addition, present) && !outdated) continue;
    if (outdated) database.exec(`DROP ${addition.kind} ${addition.name}`);
    database.exec(addition.sql);
    changes.push(`${addition.kind} ${addition.name}${outdated ? ' (rebuilt)' : ''}`);
  }
  return changes;
}
