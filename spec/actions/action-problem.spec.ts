import { expect, it } from '@jest/globals';
import { mostAtOnce } from '../../lib/actions/action.js';
import { type ActionProblemCode, thrownProblem, unknownOutcome } from '../../lib/actions/action-problem.js';
import { changeSeenJobs } from '../../lib/actions/change-seen-jobs.js';
import type { Driver, Writable } from '../../lib/actions/driver/driver.js';
import { jobsTo } from './queues.js';

it.each<readonly [string, ActionProblemCode, RegExp]>([
  [unknownOutcome, 'cut-short', /may have been done, whole or not at all/],
  ['SQLITE_BUSY_RECOVERY', 'locked', /Nothing was changed/],
  ['SQLITE_CORRUPT_VTAB', 'damaged', /./],
  ['SQLITE_IOERR_WRITE', 'failed', /./],
  ['SQLITE_FULL', 'no-space', /./],
  ['ENOSPC', 'no-space', /./],
  ['EISDIR', 'not-a-file', /./],
])('an error %s that a write threw is the problem "%s"', (code, meaning, words) => {
  const problem = thrownProblem(Object.assign(new Error('x'), { code }), '/q.db');
  expect(problem).toMatchObject({ code: meaning, file: '/q.db', detail: `${code}: x` });
  expect(`${problem.sentence} ${problem.advice}`).toMatch(words);
});

it('an order of several transactions of which none has changed anything throws what the next one does', () => {
  const left = { rows: [], changed: 0 };
  const begun: number[] = [];
  const batch: Writable['batch'] = (jobs) => {
    if (begun.push(jobs.length) > 1) throw Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' });
    return { kind: 'done', outcomes: jobs.map(() => [left, left]) };
  };
  const all = (sql: string) => (sql.includes('table_xinfo') ? [{ name: 'id' }, { name: 'status' }] : []);
  const prepare = (sql: string) => ({ all: () => all(sql) as never[], run: () => 0 });
  const driver: Driver = {
    ...{ name: 'python3', version: '3.53.4', open: () => ({ exec() {}, prepare, batch, close() {} }) },
    files: { find: (real) => ({ isFile: true, bytes: 1, real }), demand() {} },
  };
  const request = { action: 'cancel', path: '/q', jobs: jobsTo(mostAtOnce + 1, 'QUEUED') } as const;
  expect(() => changeSeenJobs({ request, busyTimeoutMs: 0 }, driver)).toThrow('busy');
  expect(begun).toEqual([mostAtOnce + 1, 2]);
});
