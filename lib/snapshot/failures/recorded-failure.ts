import { failureOf, fileIn, lineIn, lineNumber } from '../../model/causes.js';
import type { JobFailure } from '../../model/job.js';
import { isJsonObject, soundJson } from '../../model/sound-json.js';
import type { SqlRow } from '../port.js';
import { longTextOf, numberOf, textOf } from '../tables/column-value.js';

/** A failure from cf_job_failures; what its columns lack may be in the JSON of its context. */
export function recordedFailure(row: SqlRow): JobFailure {
  const context = soundJson(textOf(row, 'context') ?? '');
  const parts = isJsonObject(context) ? context : {};
  const stackTrace = longTextOf(row, 'stack_trace', 'stack_end');
  const recorded = failureOf(
    textOf(row, 'file_path') ?? fileIn(parts),
    textOf(row, 'error_type'),
    longTextOf(row, 'error_message', 'error_end'),
    lineNumber(numberOf(row, 'line_number')) ?? lineIn(parts),
  );
  return stackTrace === null || stackTrace.trim() === '' ? recorded : { ...recorded, stackTrace };
}
