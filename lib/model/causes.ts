import type { Job, JobFailure, JobId } from './job.js';
import { isJsonObject, type JsonObject, soundJson } from './sound-json.js';
import type { Traceback } from './traceback/thrown.js';
import { tracebackIn } from './traceback.js';

/**
 * How the queue dealt with a failed job: it gave up after all attempts, or saw that further attempts would be
 * useless.
 */
export type Verdict = 'gave up' | 'permanent';

const verdicts: Readonly<Record<string, Verdict>> = {
  max_retries_exceeded: 'gave up',
  permanent_error: 'permanent',
};

/** The queue's verdict, which its workers write in front of an error, and the error without it. */
export function verdictIn(text: string): { readonly verdict: Verdict | null; readonly error: string } {
  const [prefix, word] =
    /^\s{0,99}(max_retries_exceeded|permanent_error)\s{0,9}(?::\s{0,99}|$)/.exec(text) ?? [];
  const verdict = verdicts[word ?? ''];
  if (prefix === undefined || verdict === undefined) return { verdict: null, error: text };
  return { verdict, error: text.slice(prefix.length) };
}

/** The verdict that a single word gives, such as the reason of a dead letter; null for an unknown word. */
export function verdictOf(word: string): Verdict | null {
  return verdicts[word.trim().toLowerCase()] ?? null;
}

/**
 * An error in few words: for a traceback, what was thrown and where, else the text itself. `stackTrace` is the
 * record's own; the place is taken from it, and the error too if the text is empty.
 */
export function errorInBrief(text: string, stackTrace: string | null): Traceback {
  const { error } = verdictIn(text);
  const own = tracebackIn(error);
  if (own !== null) return own;
  const traced = stackTrace === null ? null : tracebackIn(stackTrace);
  if (error.trim() === '' && traced !== null) return traced;
  return { error, frame: traced?.frame ?? null, other: null };
}

/** What went wrong with a job: its first failure's error, else its own; null if the record has neither. */
export function jobErrorInBrief(job: Pick<Job, 'failures' | 'errorMessage'>): Traceback | null {
  const failure = job.failures[0];
  const stackTrace = failure?.stackTrace ?? null;
  const brief = errorInBrief(failure?.error.trim() || (job.errorMessage ?? ''), stackTrace);
  return brief.error.trim() === '' ? null : brief;
}

/** A summary's error as one line of bounded length, for programs; null if there is none. */
export function oneLine(brief: Traceback | null): string | null {
  const line = (brief?.error ?? '').slice(0, longestLine).replace(/\s+/g, ' ').trim();
  return line === '' ? null : line;
}

const longestLine = 1000;

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
export function failuresInMessage(message: string, limit: number): readonly JobFailure[] {
  const listed = listedFailures(message, limit);
  if (listed.length > 0 || message.trim() === '' || limit < 1) return listed;
  return [failureOf(null, null, verdictIn(message).error, null)];
}

/** The failures that a message lists; plain text counts as none. */
export function listedFailures(message: string, limit = Number.POSITIVE_INFINITY): readonly JobFailure[] {
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

/** Failed jobs that have the same cause. */
export interface CauseGroup {
  /** The cause's key, see {@link Cause}; empty for jobs without an error. */
  readonly key: string;
  /** The cause in words: untrusted, one line. Empty for jobs without an error. */
  readonly text: string;
  /** How many jobs there are; at least 1. */
  readonly count: number;
  /** Names of the jobs' parsers, most frequent first, and how many more there are. Untrusted. */
  readonly names: readonly string[];
  readonly moreNames: number;
  /** When the first and the last of the jobs failed, ms since the epoch; null if no job's record tells. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** The job that failed last. */
  readonly sample: JobId;
  /** Its error in full, where that was asked for; null where its record says nothing. Untrusted, bounded. */
  readonly error?: string | null;
}

/**
 * Asks for failed jobs by cause, of those that pass the filter whatever its statuses and cause; also for the sample job
 * of the group `sampleOf`, and with `samples` for the error of each group's sample.
 */
export interface CausesRequest {
  readonly sampleOf: string | null;
  readonly samples?: boolean;
}

/** Failed jobs by their causes. */
export interface Causes {
  /** Most frequent first. */
  readonly groups: readonly CauseGroup[];
  /** How many groups there are, including those that weren't returned. */
  readonly total: number;
  /** Failed jobs that pass the filter, whatever its statuses and cause. */
  readonly failed: number;
  /**
   * How many of them aren't in a group yet, while their records are being read: asking again makes it fewer. 0:
   * done.
   */
  readonly unread: number;
  /** The requested group's sample job, in full; null if there is none. */
  readonly sample: Job | null;
}

/**
 * Which failed jobs pass, by cause: those with this key or, if it is null, those whose cause has the text as its
 * key or contains it.
 */
export interface CauseFilter {
  readonly key: string | null;
  /** The cause's words, or a part of them, in any letter case. Untrusted. */
  readonly text: string;
}

/** Whether a cause matches the filter. */
export function isCauseWanted(
  wanted: CauseFilter,
  cause: { readonly key: string; readonly text: string },
): boolean {
  if (wanted.key !== null) return cause.key === wanted.key;
  return cause.key === wanted.text || cause.text.toLowerCase().includes(wanted.text.toLowerCase());
}

/**
 * What a job's record says of why it failed, in full: its first failure's error, else its own text, without the
 * verdict.
 */
export function errorInFull({
  failures,
  errorMessage,
}: Pick<Job, 'failures' | 'errorMessage'>): string | null {
  const { error } = verdictIn(failures[0]?.error.trim() || (errorMessage ?? ''));
  return error.trim() === '' ? (failures[0]?.stackTrace ?? null) : error;
}

/** A cause in words, for a place where it stands alone. Untrusted. */
export function causeText({ text }: { readonly text: string }): string {
  return text === '' ? 'no error recorded' : text;
}
