import fc from 'fast-check';
import type { Client } from 'pg';

/** Something that is committed in a connection's schema. Rejects with what the server says. */
export type Step = (client: Client) => Promise<unknown>;
const said =
  (text: string): Step =>
  (client) =>
    client.query(text);

const id = fc.integer({ min: 1, max: 400 });
/** What may happen to a queue of some 300 jobs and its artifacts: writes, deletions, moves, and a vacuum's work. */
export const aCommit: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: id.map((at) =>
      said(
        `UPDATE cf_processing_queue SET status = 'FAILED', retry_count = retry_count + 1 WHERE id = ${at}`,
      ),
    ),
  },
  { weight: 3, arbitrary: id.map((at) => said(`DELETE FROM cf_processing_queue WHERE id = ${at}`)) },
  {
    weight: 3,
    arbitrary: id.map((at) =>
      said(
        `INSERT INTO cf_processing_queue (id, status) VALUES (${at + 300}, 'QUEUED') ON CONFLICT DO NOTHING`,
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: id.map((at) => said(`UPDATE cf_processing_queue SET id = id + 1000000 WHERE id = ${at}`)),
  },
  {
    weight: 2,
    arbitrary: id.map((at) =>
      said(`UPDATE cf_processing_queue SET error_message = repeat('long ', 3000) WHERE id % 97 = ${at % 97}`),
    ),
  },
  { weight: 2, arbitrary: id.map((at) => said(`DELETE FROM cf_processing_queue WHERE id % 7 = ${at % 7}`)) },
  {
    weight: 3,
    arbitrary: id.map((at) =>
      said(
        `INSERT INTO cf_job_artifacts (job_id, kind, uri, created_at) VALUES (${at}, 'output', 'u${at}', 1)`,
      ),
    ),
  },
  { weight: 2, arbitrary: id.map((at) => said(`DELETE FROM cf_job_artifacts WHERE job_id % 3 = ${at % 3}`)) },
  {
    weight: 2,
    arbitrary: id.map((at) =>
      said(`UPDATE cf_job_artifacts SET uri = uri || 'x' WHERE job_id % 5 = ${at % 5}`),
    ),
  },
  { weight: 1, arbitrary: fc.constant(said('VACUUM')) },
  { weight: 1, arbitrary: fc.constant(said('VACUUM FULL cf_job_artifacts')) },
  { weight: 1, arbitrary: fc.constant(said('VACUUM (FREEZE, FULL) cf_processing_queue')) },
  { weight: 1, arbitrary: fc.constant(said('CLUSTER cf_processing_queue USING ix_queue_pop')) },
  { weight: 1, arbitrary: fc.constant(said('TRUNCATE cf_job_artifacts')) },
  {
    weight: 1,
    arbitrary: id.map((at) =>
      said(`ALTER TABLE cf_processing_queue ADD COLUMN IF NOT EXISTS extra_${at % 3} INT DEFAULT 7`),
    ),
  },
);

/** A row with such a key is there already: the step does nothing. */
export function onlyRepeated(error: unknown): void {
  if ((error as { readonly code?: string }).code !== '23505') throw error;
}
