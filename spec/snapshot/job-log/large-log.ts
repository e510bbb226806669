import type { NativeWriter } from '../../support/native-writer.js';

/** The size of the large log. */
export const megabytes = 60;
/** Of each of its lines. */
export const lineBytes = 50;
const lines = (megabytes * 1e6) / lineBytes;
/** So many lines are written as one text, whose numbers differ only in front from those of the others. */
const blockLines = 1000;

/** Rewrites the log of job 1: numbered lines of equal length that say `word`. */
export function writeLines(native: NativeWriter, word: string): Promise<unknown> {
  const rest = '.'.repeat(lineBytes - 11 - word.length);
  const block = Array.from(
    { length: blockLines },
    (_, line) => `#${String(line).padStart(3, '0')} ${word} ${rest}\n`,
  ).join('');
  return native.exec(`INSERT OR REPLACE INTO cf_job_logs (job_id, log_text)
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${lines / blockLines - 1})
    SELECT 1, group_concat(replace('${block}', '#', printf('%05d', i)), '') FROM n`);
}
