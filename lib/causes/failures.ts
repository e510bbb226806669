import { isJsonObject, type JsonObject, soundJson } from '../model/sound-json.js';
import { type RecordedFailure, verdictIn } from './error.js';

/** JSON members that may hold a failure's file, its message and its line, in order of preference. */
const fileKeys = ['file_path', 'file', 'path', 'input_file', 'filename'];
const errorKeys = ['error', 'message', 'error_message'];
const lineKeys = ['line', 'line_number', 'row', 'row_number'];
/** Those for the error's type, and for the calls that led to it: one text, or a list of them. */
const typeKeys = ['error_type', 'exception_class'];
const traceKeys = ['stack', 'backtrace', 'trace'];

/**
 * The failures listed in a job's own error text, at most `limit`: a JSON list of `{"file_path", "error", "line"}`
 * (as far as it is complete), one such object, or plain text, which becomes one failure without a file; in any
 * case without the queue's verdict before it. Also an error as JavaScript (`{"name", "message", "stack"}`) or
 * Ruby (`{"exception_class", "message", "backtrace"}`) records it.
 */
export function failuresInMessage(message: string, limit: number): readonly RecordedFailure[] {
  const listed = listedFailures(message, limit);
  if (listed.length > 0 || message.trim() === '' || limit < 1) return listed;
  return [failureOf(null, null, verdictIn(message).error, null)];
}

/** The failures that a message lists; plain text counts as none. */
export function listedFailures(
  message: string,
  limit = Number.POSITIVE_INFINITY,
): readonly RecordedFailure[] {
  const { error } = verdictIn(message);
  const json = /^\s*[[{]/.test(error) ? soundJson(error) : undefined;
  return (Array.isArray(json) ? json : [json])
    .filter(isJsonObject)
    .filter((parts) => word(parts, errorKeys) ?? word(parts, typeKeys))
    .slice(0, Math.max(0, limit))
    .map((parts) => {
      const calls = traceIn(parts);
      // A name is an error's type in what JavaScript makes of one; elsewhere it may be anybody's.
      const type = word(parts, calls === null ? typeKeys : [...typeKeys, 'name']);
      const failure = failureOf(fileIn(parts), type, word(parts, errorKeys), lineIn(parts));
      if (calls === null) return failure;
      const stackTrace = calls.startsWith(failure.error) ? calls : `${failure.error}\n${calls}`;
      return { ...failure, stackTrace };
    });
}

/** The calls in a failure's JSON; null if it has none. */
function traceIn(parts: JsonObject): string | null {
  for (const key of traceKeys) {
    const value = parts[key];
    const calls = Array.isArray(value) ? value.filter((line) => typeof line === 'string').join('\n') : value;
    if (typeof calls === 'string' && calls.trim() !== '') return calls;
  }
  return null;
}

/**
 * A failure of these parts: the type says most in little room, so it comes first; a message that repeats it or the
 * line says it once.
 */
export function failureOf(
  filePath: string | null,
  type: string | null,
  message: string | null,
  row: number | null,
): RecordedFailure {
  const whole = message?.trim() ?? '';
  const ending = /\s+at (?:row|line) (\d{1,15})$/.exec(whole.slice(-64));
  const atRow = lineNumber(ending ? Number(ending[1]) : null);
  const doubled = ending !== null && atRow !== null && (row === null || row === atRow);
  const text = doubled ? whole.slice(0, -ending[0].length) : whole;
  const error =
    !type || text.toLowerCase().startsWith(type.toLowerCase()) ? text : text ? `${type}: ${text}` : type;
  return { filePath, error, line: row ?? (doubled ? atRow : null) };
}

/** The file in a failure's JSON; null if there is none. */
export function fileIn(parts: JsonObject): string | null {
  return word(parts, fileKeys);
}

function word(parts: JsonObject, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = parts[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

/** The 1-based line or row in a failure's JSON; null if there is none. */
export function lineIn(parts: JsonObject): number | null {
  for (const key of lineKeys) {
    const value = parts[key];
    const found = lineNumber(typeof value === 'string' ? Number(value) : value);
    if (found !== null) return found;
  }
  return null;
}

/** The value if it is a line number, counted from 1; else null. */
export function lineNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
