import { expect, it } from '@jest/globals';
import { type ActionProblemCode, thrownProblem, unknownOutcome } from '../../lib/actions/action-problem.js';

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
