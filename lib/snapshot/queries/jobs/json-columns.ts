import type { Backtest } from '../../../model/job.js';
import { isJsonObject, type JsonObject, soundJson } from '../../../model/sound-json.js';

/** What a worker's result_summary says, apart from the output's size, which SQL reads (fragment summary_bytes). */
export interface ResultSummary {
  /** Where the output is. */
  readonly path: string | null;
  /** A one-line remark for the operator. */
  readonly note: string | null;
}

/** Members that may hold the output's path, in order of preference. */
const pathKeys = ['output_path', 'output_file', 'output_dir', 'output', 'path', 'destination', 'uri'];
/** Members that may hold a remark, in order of preference. */
const noteKeys = ['note', 'message', 'summary'];
/** Members that may hold a Bates range, and those for its two ends. */
const batesKeys = ['bates_range', 'bates'];
const batesEnds = ['bates_start', 'bates_end'] as const;

/** What newer workers write instead: just the status again. */
const statusWords = /^(success|partial success|completed with warnings)\.?$/i;

const nothing: ResultSummary = { path: null, note: null };

/** Reads a result_summary: a path, JSON that holds one, or a remark. From malformed JSON, as much as possible. */
export function resultSummary(text: string | null): ResultSummary {
  const summary = text?.trim() ?? '';
  if (summary === '') return nothing;
  if (summary.startsWith('{')) {
    const parts = soundJson(summary);
    return isJsonObject(parts) ? { path: first(parts, pathKeys), note: noteIn(parts) } : nothing;
  }
  if (summary.startsWith('[') || statusWords.test(summary)) return nothing;
  return isPath(summary) ? { path: summary, note: null } : { path: null, note: firstLine(summary) };
}

/** A path or URI: it starts like one, or is a single word with a slash and a letter, except for `n/a`. */
function isPath(text: string): boolean {
  if (text.length > 4096 || /[\r\n]/.test(text)) return false;
  if (/^(\/|\.{1,2}\/|~\/|[A-Za-z]:[\\/]|[a-z][a-z0-9+.-]*:\/\/)/.test(text)) return true;
  return text.includes('/') && !/\s/.test(text) && /\p{L}/u.test(text) && text.toLowerCase() !== 'n/a';
}

function noteIn(parts: JsonObject): string | null {
  const note = batesRange(parts) ?? first(parts, noteKeys);
  return note === null ? null : firstLine(note);
}

function batesRange(parts: JsonObject): string | null {
  const [from, to] = batesEnds.map((key) => first(parts, [key]));
  const range = first(parts, batesKeys) ?? (from && to ? `${from}-${to}` : null);
  return range === null || /^bates\b/i.test(range) ? range : `Bates ${range}`;
}

function first(parts: JsonObject, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = parts[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, 4096);
  }
  return null;
}

function firstLine(text: string): string {
  return text.slice(0, 4096).split(/\r?\n/, 1)[0] ?? '';
}

/** A row's backtest_data; missing or malformed parts are null, and if no part is valid, so is the whole. */
export function backtestData(text: string | null): Backtest | null {
  const parts = text === null ? undefined : soundJson(text);
  if (!isJsonObject(parts)) return null;
  const backtest: Backtest = {
    passRate: share(parts, 'pass_rate'),
    iteration: count(parts, 'iteration'),
    highFailureTested: count(parts, 'high_failure_tested'),
    highFailurePassed: count(parts, 'high_failure_passed'),
    terminationReason: word(parts, 'termination_reason'),
  };
  return Object.values(backtest).every((part) => part === null) ? null : backtest;
}

/** A share outside 0–1 is invalid; guessing that it is a percentage might show something untrue. */
function share(parts: JsonObject, key: string): number | null {
  const value = numeric(parts[key]);
  return value !== null && value >= 0 && value <= 1 ? value : null;
}

function count(parts: JsonObject, key: string): number | null {
  const value = numeric(parts[key]);
  return value === null ? null : Math.min(Math.max(Math.trunc(value), 0), Number.MAX_SAFE_INTEGER);
}

function numeric(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function word(parts: JsonObject, key: string): string | null {
  const value = parts[key];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : null;
}
