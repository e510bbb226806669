import { beforeEach, describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { defaultFilter } from '../../../lib/model/filter.js';
import type { PictureRequest } from '../../../lib/model/picture.js';
import { answer, heightOf, makeJob, makeJobs, roomEvent } from '../queue-in-memory.js';

let machine: JobsStateMachine;
const failed = { ...makeJob('f'), status: 'failed' as const };

beforeEach(() => {
  machine = new JobsStateMachine({ heightOf, recordProgress: (log) => log });
  machine.handle(roomEvent(12));
});

function press(...keys: string[]): void {
  for (const key of keys) machine.handle({ type: 'key', key, at: 5 });
}

function reload(request: PictureRequest = machine.request()): void {
  machine.handle({ type: 'picture', picture: answer([failed, ...makeJobs(3)], request), request });
}

describe('a list whose filter was changed', () => {
  it('goes by the old filter until a picture answers the new one', () => {
    reload();
    const early = machine.request();
    press('1');
    expect(machine.state).toMatchObject({ filter: { statuses: ['failed'] }, listedBy: defaultFilter });
    reload(early);
    expect(machine.state.listedBy).toEqual(defaultFilter);
    reload();
    expect(machine.state.listedBy).toBeNull();
  });

  it('goes by the filter that was answered, where the operator has chosen another since', () => {
    reload();
    press('1');
    const between = machine.request();
    press('2');
    expect(machine.state.listedBy).toEqual(defaultFilter);
    reload(between);
    expect(machine.state.listedBy).toMatchObject({ statuses: ['failed'] });
    press('1');
    expect(machine.state.listedBy).toBeNull();
  });

  it('goes by no other filter before the first picture, nor where the same is chosen again', () => {
    press('1');
    expect(machine.state.listedBy).toBeNull();
    reload();
    press('1', 'f', 'Enter');
    expect(machine.state.listedBy).toBeNull();
  });

  it('is not retried as a whole before it is there', () => {
    reload();
    press('1', 'A');
    expect(machine.state).toMatchObject({
      mode: 'JOB_LIST',
      notice: { tone: 'nothing', text: 'A: the list is still loading' },
    });
    reload();
    press('A');
    expect(machine.state.mode).toBe('CONFIRM');
  });

  it('keeps the filter that it goes by while it stands still for a question', () => {
    reload();
    press('j', '2', 'c');
    expect(machine.state.mode).toBe('CONFIRM');
    reload();
    expect(machine.state.listedBy).toEqual(defaultFilter);
    press('n');
    reload();
    expect(machine.state.listedBy).toBeNull();
  });

  it('forgets how many jobs of the old list a search had found', () => {
    reload();
    press('/', 'j', 'o');
    reload();
    press('Enter');
    expect(machine.state.search?.found).toMatchObject({ matches: 4 });
    press('2');
    expect(machine.state.search).toMatchObject({ text: 'jo', found: null });
  });

  it('is said to hide completed jobs, or to show them, once it does', () => {
    const said = () => machine.state.notice?.text;
    const complete = { ...makeJob('d'), status: 'complete' as const };
    const withComplete = (): void => {
      const request = machine.request();
      const picture = answer([complete, ...makeJobs(3)], request);
      const counts = { queued: 0, running: 3, complete: 1, failed: 0, cancelled: 0, other: 0 };
      machine.handle({ type: 'picture', picture: { ...picture, counts }, request });
    };
    withComplete();
    press('x');
    withComplete();
    expect(said()).toBe('Hiding completed jobs');
    withComplete();
    expect(said()).toBe('Completed jobs are hidden; X shows them again');
    press('X');
    expect(said()).toBe('Showing hidden jobs');
    withComplete();
    expect(said()).toBe('Hidden jobs are shown again');
    press('j');
    expect(said()).toBeUndefined();
  });
});
