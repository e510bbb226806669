import { NativeWriter } from './native-writer.js';

/** A queue that is an endless view: no read of it ever ends, or lets go of its thread. */
const view = `CREATE VIEW cf_processing_queue AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
  SELECT i AS id, 1 AS file_version_id, 'p' AS plugin_name, 'RUNNING' AS status, 0 AS priority, i AS claim_time FROM n`;

/** Makes a database whose queue is endless. */
export async function createUnendingQueue(path: string): Promise<void> {
  const writer = await NativeWriter.start(path);
  await writer.exec(view);
  await writer.close();
}
