import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import type { LastAct, Outcome, WriteOrder } from '../../lib/machine/state/write-order.js';
import { feedSentence } from '../../lib/model/feed.js';
import type { Job } from '../../lib/model/job.js';
import type { WrittenRow } from '../../lib/model/marks.js';
import type { JobCounts, Picture } from '../../lib/model/picture.js';
import { machineInRoom, press as pressed } from './machine-in-room.js';
import { makeJobs, makePicture } from './queue-in-memory.js';

const counts = { queued: 0, running: 9, complete: 0, failed: 0, cancelled: 0, other: 0 };
const row = (id: string): WrittenRow => ({ id, statusText: 'S', retryCount: 0, before: 'b', after: 'a' });

/** A machine over ten jobs, of which the first has failed, at the instant 0. */
function machine(...keys: readonly string[]): JobsStateMachine {
  const made = machineInRoom();
  show(made, 0);
  press(made, ...keys);
  return made;
}

function show(
  to: JobsStateMachine,
  asOf: number,
  given: Partial<JobCounts> = {},
  more: Partial<Picture> = {},
) {
  const others = { ...counts, failed: 1, ...given };
  const jobs = makeJobs(10).map((job, at): Job => {
    if (at === 0) return { ...job, status: others.failed > 0 ? 'failed' : 'queued' };
    return at <= others.cancelled ? { ...job, status: 'cancelled' } : job;
  });
  const running = 20 - others.failed - others.cancelled;
  const picture = { ...makePicture(jobs), asOf, counts: { ...others, running }, ...more };
  return to.handle({ type: 'picture', picture }).map(({ type }) => type);
}

function press(to: JobsStateMachine, ...keys: readonly string[]): readonly WriteOrder[] {
  return pressed(to, ...keys).flatMap((command) => (command.type === 'write' ? [command.order] : []));
}

/** Answers an order at an instant, ms. */
function written(
  to: JobsStateMachine,
  order: WriteOrder | undefined,
  given: Partial<Outcome>,
  at = 10,
): void {
  if (order === undefined) throw new Error('nothing is written');
  const outcome = { kind: 'done', sentence: 'Done', changed: 1, ...given } as Outcome;
  to.handle({ type: 'written', order, outcome, at });
}

const said = ({ state }: JobsStateMachine) => state.feed.map(feedSentence);

describe('an act of the operator’s own', () => {
  it('is an entry of the feed by itself, with how many jobs had moved on', () => {
    const made = machine();
    const [retry] = press(made, 'R');
    written(made, retry, { jobs: 1 });
    const [cancel] = press(made, 'j', 'Space', 'Space', 'c', 'y');
    written(made, cancel, { changed: 1, jobs: 2 });
    written(made, cancel, { kind: 'problem', changed: 0, advice: '' } as Partial<Outcome>);
    written(made, cancel, { changed: 0, jobs: 2 });
    expect(said(made)).toEqual(['you cancelled 1 of 2 jobs; 1 had moved on', 'you retried job 0']);
  });

  it.each([
    ['before the picture that shows it', true],
    ['after it', false],
  ])('is in the feed once, apart from what others did, if its outcome comes %s', (_, isBefore) => {
    const made = machine();
    const [cancel] = press(made, 'j', 'c', 'y');
    if (isBefore) written(made, cancel, { jobs: 1 });
    show(made, 20, { cancelled: 3 });
    if (!isBefore) written(made, cancel, { jobs: 1 });
    show(made, 30, { cancelled: 4 });
    expect(said(made).toSorted()).toEqual(['jobs 4, 2 and 3 cancelled', 'you cancelled job 1']);
  });

  it('is not taken for another operator’s, whose acts are named where the record of the job says so', () => {
    const byUser = (...ids: readonly string[]) => ({
      window: {
        ...makePicture(makeJobs(10)).window,
        jobs: makeJobs(10).map((job) => {
          const errorMessage = ids.includes(job.id) ? 'Cancelled by user' : job.errorMessage;
          return ids.includes(job.id) ? { ...job, status: 'cancelled' as const, errorMessage } : job;
        }),
      },
    });
    const made = machine();
    show(made, 20, { cancelled: 3 }, byUser('2'));
    expect(said(made)).toEqual(['an operator cancelled job 2', '2 jobs cancelled']);
    written(made, press(made, 'j', 'c', 'y')[0], { jobs: 1 }, 30);
    show(made, 100_000, { cancelled: 5 }, byUser('1', '2', '3'));
    expect(said(made)[0]).toBe('an operator cancelled job 3');
  });

  it.each([
    ['before a picture shows it', ['1'], 10, 1, 3, ['jobs 2 and 3 cancelled', 'you cancelled job 1']],
    ['only after that', ['1'], 30, 3, 4, ['jobs 4, 2 and 3 cancelled', 'you cancelled job 1']],
    ['without its name', [], 10, 2, 3, ['2 jobs (3, …) cancelled', 'you cancelled 1 job']],
    ['before others cancel the same job again', ['1'], 10, 1, 1, ['job 1 cancelled', 'you cancelled job 1']],
  ])(
    'is in the feed, too, if another program of theirs did it and says so %s',
    (_, ids, asOf, first, then, expected) => {
      const made = machine();
      if (asOf === 30) show(made, asOf, { cancelled: first });
      const act = { action: 'cancel', takenBack: false, changed: 1, jobs: 1, ids } as const;
      made.handle({ type: 'acts', acts: [{ ...act, at: 20 }] });
      if (asOf === 10) show(made, asOf, { cancelled: first });
      show(made, 40, { cancelled: then });
      if (first === then) for (const cancelled of [0, 1]) show(made, 50, { cancelled });
      expect(said(made).toSorted()).toEqual(expected);
      expect(press(made, 'u')).toEqual([]);
    },
  );

  it('alerts nobody if it takes a retry back, but failures of other jobs do', () => {
    const made = machine();
    written(made, press(made, 'R')[0], { jobs: 1, written: [row('0')] });
    show(made, 20, { failed: 0 });
    written(made, press(made, 'u')[0], { jobs: 1 }, 30);
    expect(show(made, 40, { failed: 1 })).not.toContain('alert');
    expect(said(made)).toEqual(['you undid the retry of job 0', 'you retried job 0']);
    expect(show(made, 50, { failed: 2 })).toContain('alert');
    expect(said(made)[0]).toBe('1 job failed');
  });
});

describe('u', () => {
  const rows = [row('0'), row('3')];
  const undo = { action: 'undo', of: 'retry', jobs: rows };

  it('takes the last act back, once', () => {
    const made = machine();
    written(made, press(made, 'R')[0], { written: rows });
    const [order] = press(made, 'u');
    expect(order).toEqual(undo);
    expect(made.state.notice?.text).toBe('Undoing the retry of 2 jobs');
    press(made, 'u');
    expect(made.state.notice?.text).toBe('u: already in progress');
    written(made, order, { changed: 2 });
    press(made, 'u');
    expect(made.state.notice?.text).toBe('u: nothing to undo');
  });

  it('can be pressed again if nothing could be written, and after a newer act takes that back', () => {
    const made = machine();
    written(made, press(made, 'R')[0], { written: rows });
    const [first] = press(made, 'u');
    written(made, first, { kind: 'problem', changed: 0, advice: '' } as Partial<Outcome>);
    const [second] = press(made, 'u');
    expect(second).toEqual(undo);
    written(made, press(made, 'j', 'c', 'y')[0], { written: [row('1')] });
    written(made, second, {});
    expect(press(made, 'u')).toEqual([{ action: 'undo', of: 'cancel', jobs: [row('1')] }]);
  });

  const acts: readonly (readonly [string, LastAct | null, string, Partial<Picture>?])[] = [
    ['before anything was done', null, 'nothing to undo'],
    ['after more than is held', { act: 'retry', written: null }, 'too much to undo'],
  ];
  it.each(acts)('does nothing %s', (_, lastAct, reason) => {
    const made = machine();
    if (lastAct !== null) written(made, press(made, 'R')[0], {});
    expect([press(made, 'u'), made.state.notice?.text]).toEqual([[], `u: ${reason}`]);
  });
});
