import { statement } from '../schema/statement.js';
import { type ActionOrder, type ActionResult, metricsAtOnce, type RequestOf } from './action.js';
import { withDatabase, writeTransaction } from './database.js';
import type { Driver } from './driver/driver.js';
import { presentSchema } from './present-schema.js';

/** Deletes metrics older than five minutes, where the database has any. Throws what SQLite throws. */
export function cleanMetrics(
  order: ActionOrder<RequestOf<'clean-metrics'>>,
  driver: Driver,
): ActionResult<'clean-metrics'> {
  return withDatabase(order, driver, (database) =>
    writeTransaction(database, () => {
      const { columns } = presentSchema(database);
      const changed = columns.get('cf_job_metrics')?.has('metric_time')
        ? database.prepare(statement('actions/forget_metrics', columns)).run({ limit: metricsAtOnce })
        : 0;
      return { kind: 'done', sentence: sentence(changed), changes: [], changed, movedOn: [] };
    }),
  );
}

function sentence(changed: number): string {
  if (changed === 0) return 'No metric is older than five minutes.';
  return `Deleted ${changed === 1 ? 'one metric' : `${changed} metrics`} older than five minutes.`;
}
