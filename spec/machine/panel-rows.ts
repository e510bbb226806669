import type { ParserRow } from '../../lib/model/panels/parsers.js';
import type { PicturedDatabase } from '../../lib/model/picture.js';
import type { WorkerRow } from '../../lib/model/worker.js';

/** A worker that has done one job. */
export function workerRow(name: string, given: Partial<WorkerRow> = {}): WorkerRow {
  const unknown = { longest: null, firstAt: null, lastAt: null, trouble: null, perMinute: null };
  return { name, running: 0, done: 1, failed: 0, ...unknown, ...given };
}

/** A parser without a version that has done one job; so many of its jobs have failed. */
export function parserRow(key: string, name: string, failed: number): ParserRow {
  const unknown = {
    ...{ version: null, p50: null, p95: null, rows: null, lastFailure: null, pause: null, before: null },
  };
  return {
    ...{ key, name, done: 1, failed: 0, ...unknown, jobsWithRows: 0, everFailed: failed, retriable: failed },
  };
}

/** A database in a picture, whose jobs are not counted. */
export function databaseRow(name: string, given: Partial<PicturedDatabase> = {}): PicturedDatabase {
  const unknown = { counts: null, troubles: null, problem: null };
  return {
    ...{ name, path: `/queues/${name}.sqlite`, asOf: 0, ...unknown, isIncluded: true, isListed: true },
    ...given,
  };
}
