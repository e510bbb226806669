import { verdictIn } from '../../model/error-summary.js';
import type { JobFailure } from '../../model/job.js';
import type { SqlRow } from '../port.js';
import { longTextOf, numberOf, textOf } from '../tables/column-value.js';
import { isJsonObject, type JsonObject, soundJson } from '../tables/sound-json.js';

/** Members of JSON that may hold a failure's file, its message and its line, the best first. */
const fileKeys = ['file_path', 'file', 'path', 'input_file', 'filename'];
const errorKeys = ['error', 'message', 'error_message'];
const lineKeys = ['line', 'line_number', 'row', 'row_number'];

/** A failure as cf_job_failures has it; what its columns lack may stand in the JSON of its context. */
export function recordedFailure(row: SqlRow): JobFailure {
  const context = soundJson(textOf(row, 'context') ?? '');
  const parts = isJsonObject(context) ? context : {};
  const stackTrace = longTextOf(row, 'stack_trace', 'stack_end');
  const recorded = failure(
    textOf(row, 'file_path') ?? word(parts, fileKeys),
    textOf(row, 'error_type'),
    longTextOf(row, 'error_message', 'error_end'),
    lineNumber(numberOf(row, 'line_number')) ?? line(parts),
  );
  return stackTrace === null || stackTrace.trim() === '' ? recorded : { ...recorded, stackTrace };
}

/**
 * The failures that a job's own error text tells of, at most `limit`: a JSON list of `{"file_path", "error",
 * "line"}` (as far as it is whole), one such object, or plain text, which is one failure of no known file; in any case
 * without the queue's verdict before it.
 */
export function failuresInMessage(message: string, limit: number): readonly JobFailure[] {
  const told = listedFailures(message, limit);
  if (told.length > 0 || message.trim() === '' || limit < 1) return told;
  return [failure(null, null, verdictIn(message).error, null)];
}

/** The same, but for plain text, which is no failure. */
export function listedFailures(message: string, limit = Number.POSITIVE_INFINITY): readonly JobFailure[] {
  const { error } = verdictIn(message);
  const json = /^\s*[[{]/.test(error) ? soundJson(error) : undefined;
  return (Array.isArray(json) ? json : [json])
    .filter(isJsonObject)
    .filter((parts) => word(parts, errorKeys) ?? word(parts, ['error_type']))
    .slice(0, Math.max(0, limit))
    .map((parts) =>
      failure(word(parts, fileKeys), word(parts, ['error_type']), word(parts, errorKeys), line(parts)),
    );
}

/** The type says most in little room, so it comes first; a message that repeats it or the line says it once. */
function failure(
  filePath: string | null,
  type: string | null,
  message: string | null,
  row: number | null,
): JobFailure {
  const whole = message?.trim() ?? '';
  const ending = /\s+at (?:row|line) (\d{1,15})$/.exec(whole.slice(-64));
  const atRow = lineNumber(ending ? Number(ending[1]) : null);
  const doubled = ending !== null && atRow !== null && (row === null || row === atRow);
  const text = doubled ? whole.slice(0, -ending[0].length) : whole;
  const error =
    !type || text.toLowerCase().startsWith(type.toLowerCase()) ? text : text ? `${type}: ${text}` : type;
  return { filePath, error, line: row ?? (doubled ? atRow : null) };
}

function word(parts: JsonObject, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = parts[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

function line(parts: JsonObject): number | null {
  for (const key of lineKeys) {
    const value = parts[key];
    const found = lineNumber(typeof value === 'string' ? Number(value) : value);
    if (found !== null) return found;
  }
  return null;
}

/** Lines count from 1. */
function lineNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
