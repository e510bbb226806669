import type { Backtest } from '../../../model/job.js';
import { isJsonObject, type JsonObject, soundJson } from '../../../model/sound-json.js';

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
