import { queueSchema } from './queue-schema.js';
import type { Scenario } from './scenario.js';

/** A queue of jobs, for pictures that the whole reader makes. */
export const queueScenarios: readonly Scenario[] = ['WAL', 'DELETE'].map((mode) => ({
  name: `queue-${mode.toLowerCase()}`,
  run: async (session) => {
    await session.open();
    await session.exec(`PRAGMA page_size=512; PRAGMA journal_mode=${mode}; ${queueSchema}
      PRAGMA wal_autocheckpoint=6;
      WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<14)
      INSERT INTO cf_processing_queue(plugin_name, status) SELECT 'plugin ' || i, 'QUEUED' FROM n;`);
    await session.begin();
    for (const id of [1, 9]) {
      await session.exec(`UPDATE cf_processing_queue SET status='RUNNING',
        claim_time='2026-01-13 10:00:0${id}' WHERE id IN (${id}, ${id + 1})`);
      await session.exec(`UPDATE cf_processing_queue SET status='FAILED', error_message='it broke ${id}',
        end_time='2026-01-13 10:10:0${id}' WHERE id=${id}`);
      await session.exec(`UPDATE cf_processing_queue SET status='COMPLETED', end_time='2026-01-13 10:20:00'
        WHERE id=${id + 1}; PRAGMA wal_checkpoint(PASSIVE)`);
      await session.exec(
        "INSERT INTO cf_processing_queue(plugin_name, status) VALUES ('one more', 'QUEUED')",
      );
    }
  },
}));
