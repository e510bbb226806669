import type { Job } from './job.js';

/** Files that a backtest has tested, or null if the worker doesn't report them. */
export function testedFiles(job: Job): number | null {
  return job.itemsProcessed;
}

/** Files that passed: those tested minus those that failed, else computed from the pass rate; null if unknown. */
export function passedFiles(job: Job): number | null {
  const tested = testedFiles(job);
  if (tested === null) return null;
  if (job.itemsFailed !== null) return Math.max(0, tested - job.itemsFailed);
  const recorded = recordedRate(job);
  return recorded === null ? null : Math.round(recorded * tested);
}

/** Share of tested files that passed, 0–1: the record's own, else counted; null if neither is known. */
export function passRate(job: Job): number | null {
  const recorded = recordedRate(job);
  if (recorded !== null) return recorded;
  const tested = testedFiles(job);
  const passed = passedFiles(job);
  return tested !== null && passed !== null && tested > 0 ? withinUnit(passed / tested) : null;
}

function recordedRate(job: Job): number | null {
  const rate = job.backtest?.passRate ?? null;
  return rate === null || Number.isNaN(rate) ? null : withinUnit(rate);
}

function withinUnit(share: number): number {
  return Math.min(1, Math.max(0, share));
}
