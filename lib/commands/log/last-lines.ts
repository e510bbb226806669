import type { JobId } from '../../model/job.js';
import type { LogPortion } from '../../snapshot/job-log/database-log-reader.js';

/** Where portions come from. */
export interface PortionReader {
  /** At most `most` of a log's bytes, from one on. Never rejects. */
  portion(jobId: JobId, from: number, most: number): Promise<LogPortion>;
}

/** This many bytes are searched at a time. */
const portionBytes = 1 << 18;
const lineFeed = 0x0a;

/** Where to begin, in bytes; or why that can't be told. */
type Beginning =
  | { readonly kind: 'beginning'; readonly at: number }
  | Exclude<LogPortion, { readonly kind: 'portion' }>;

/**
 * Where the last `lines` lines of a log begin, 0 or more of them; an unfinished line at the end is one. The log is
 * searched from its end, never more than a portion of it in memory.
 */
export async function lastLines(reader: PortionReader, jobId: JobId, lines: number): Promise<Beginning> {
  const first = await reader.portion(jobId, 0, 1);
  if (first.kind !== 'portion') return first;
  const { size } = first;
  let left = lines;
  if (left === 0) return { kind: 'beginning', at: size };
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - portionBytes);
    const portion = await reader.portion(jobId, from, end - from);
    if (portion.kind !== 'portion') return portion;
    // It is another log by now.
    if (portion.size < size) return lastLines(reader, jobId, lines);
    // The line feed at the very end ends the last line, and begins none.
    let at = Math.min(end, size - 1) - from;
    while (at > 0) {
      at = portion.bytes.lastIndexOf(lineFeed, at - 1);
      if (at < 0) break;
      left -= 1;
      if (left === 0) return { kind: 'beginning', at: from + at + 1 };
    }
    end = from;
  }
  return { kind: 'beginning', at: 0 };
}
