import { expect } from '@jest/globals';
import { type Job, jobStatuses, jobTypes } from '../../../lib/model/job.js';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const size: Check = (value) => typeof value === 'bigint' && value >= 0n;
const finite: Check = (value) => Number.isFinite(value);
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const time: Check = (value) =>
  Number.isSafeInteger(value) && !Number.isNaN(new Date(Number(value)).getTime());
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

/** What every part of every job must be, whatever the database holds. */
const parts: Readonly<Record<keyof Job, Check>> = {
  id: (value) => text(value) && value !== '',
  database: (value) => value === undefined,
  fileVersionId: orNull(text),
  type: (value) => jobTypes.some((type) => type === value),
  typeText: text,
  name: text,
  version: orNull(text),
  status: (value) => jobStatuses.some((status) => status === value),
  ...{ statusText: text, warnings: flag, startedAt: orNull(time), claimedAt: orNull(time) },
  ...{ completedAt: orNull(time), updatedAt: orNull(time) },
  trouble: orNull((value) => /^(gone|silent)$/.test(String(Reflect.get(Object(value), 'kind')))),
  ...{ stillRuns: orNull(flag), workerMark: text, leased: flag, itemsTotal: orNull(count) },
  ...{ itemsProcessed: orNull(count), itemsFailed: orNull(count) },
  ...{ itemsNoun: (value) => value === undefined, itemsSince: (value) => value === undefined },
  ...{ progressPercent: orNull((value) => count(value) && Number(value) <= 100), sourcePath: orNull(text) },
  ...{ outputPath: orNull(text), outputSizeBytes: orNull(size) },
  isMeasured: (value) => value === undefined,
  outputs: (value) => {
    const { list, count: all, rows } = value as Job['outputs'];
    const sound = list.every(
      (each) => text(each.uri) && each.uri !== '' && text(each.role) && orNull(count)(each.rows),
    );
    return sound && count(all) && all >= list.length && orNull(count)(rows);
  },
  ...{ quarantinedRows: orNull(count), note: orNull(text) },
  ...{ backtest: orNull((value) => Object.keys(Object(value)).length === 5), errorMessage: orNull(text) },
  ...{ failures: Array.isArray, priority: orNull(finite), retryCount: count, workerHost: orNull(text) },
  workerPid: orNull(count),
  waiting: orNull((value) => typeof Reflect.get(Object(value), 'kind') === 'string'),
  args: (value) => value === undefined,
};

/** Fails, and says by which parts, unless this is a job as the model promises it. */
export function expectJob(job: Job): void {
  const entries: [string, Check][] = Object.entries(parts);
  const wrong = entries.filter(([part, check]) => !check(Reflect.get(job, part)));
  expect(wrong.map(([part]) => [part, Reflect.get(job, part)])).toEqual([]);
  for (const failure of job.failures) {
    expect(text(failure.error) && orNull(text)(failure.filePath) && orNull(count)(failure.line)).toBe(true);
  }
}
