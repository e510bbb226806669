import type { Job } from '../../../model/job.js';
import { noQuarantine, type Quarantine } from '../../../model/job-detail.js';
import { bothForms } from '../../../schema/id-lists.js';
import type { Queryable } from '../../port.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { rememberedRows } from '../../tables/remembered-rows.js';

/** At most this many rows are returned for the panel. */
const rowsAtHand = 100;
/** At most this much of a row's data is returned: characters of text, or bytes. */
const textAtHand = 400;
const bytesAtHand = 64;

/** The rows that one job set aside, with what was wrong with each. */
export function readQuarantine(database: Queryable, shape: DatabaseShape, job: Job): Quarantine {
  if (!shape.tables.has('cf_quarantine')) return noQuarantine;
  const ids = bothForms([job.id]);
  const count =
    numberOf(
      rememberedRows(database, shape.statement('quarantine_count'), { ':ids': ids })[0] ?? {},
      'rows',
    ) ?? 0;
  if (count === 0) return noQuarantine;
  const rows = rememberedRows(database, shape.statement('quarantined_rows'), {
    ':ids': ids,
    ':limit': rowsAtHand,
  });
  return {
    count,
    rows: rows.map((row) => ({
      row: numberOf(row, 'row_index'),
      reason: textOf(row, 'reason') ?? '',
      data: row.raw instanceof Uint8Array ? rawText(row.raw) : '',
    })),
  };
}

/** Bytes as text if they are UTF-8, else in hexadecimal. They may have been cut in the middle of a character. */
function rawText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }).slice(0, textAtHand);
  } catch {
    // Not text: a packed or binary record.
    return Array.from(bytes.subarray(0, bytesAtHand), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  }
}
