import { expect, it } from '@jest/globals';
import { ChangeTally, type PresentJob, together } from '../../lib/actions/changes.js';

const queued: PresentJob = {
  status: 'queued',
  type: 'parse',
  statusText: 'QUEUED',
  retryCount: 1,
  leased: false,
  parserPaused: true,
};
const running: PresentJob = { ...queued, status: 'running', statusText: 'RUNNING', parserPaused: false };

it('a tally counts changed jobs, and keeps the state of the first job that had moved on', () => {
  const tally = new ChangeTally({ to: 'queued' });
  tally.add('1', 1, queued);
  tally.add('2', 0, running);
  tally.add('3', 0, null);
  expect(tally.changes).toEqual({
    changed: 1,
    movedOn: [
      { id: '2', statusText: 'RUNNING' },
      { id: '3', statusText: null },
    ],
    firstMovedOn: running,
    leased: 0,
    paused: 1,
  });
});

it('a tally throws at a changed job that does not have the new status', () => {
  const tally = new ChangeTally({ to: 'queued' });
  expect(() => tally.add('7', 1, running)).toThrow("the job 7 can't be made queued");
  expect(() => tally.add('7', 1, null)).toThrow("the job 7 can't be made queued");
});

it('the changes of two transactions are added up in their order', () => {
  const none = { changed: 0, movedOn: [], firstMovedOn: undefined, leased: 0, paused: 0 };
  const one = {
    changed: 2,
    movedOn: [{ id: '1', statusText: null }],
    firstMovedOn: null,
    leased: 1,
    paused: 4,
  };
  const other = { ...one, movedOn: [{ id: '2', statusText: null }], firstMovedOn: running, paused: 3 };
  expect(together(none, other)).toEqual(other);
  expect(together(one, other)).toEqual({
    changed: 4,
    movedOn: [...one.movedOn, ...other.movedOn],
    firstMovedOn: null,
    leased: 2,
    paused: 7,
  });
});
