import { describe, expect, it } from '@jest/globals';
import { actionProblem } from '../../lib/actions/action-problem.js';
import { everyJob } from '../../lib/model/filter.js';
import { type Act, ActionWriter } from '../../lib/start/writer.js';

/** A writer whose actions go on until they are ended, or until `end` is called. */
function writing() {
  const begun: string[] = [];
  const said: string[] = [];
  const ends: (() => void)[] = [];
  const act: Act = ({ action }, { signal } = {}) => {
    begun.push(action);
    return new Promise((resolve) => {
      const problem = {
        code: 'stopped',
        sentence: `The ${action} was stopped.`,
        file: '',
        advice: '',
      } as const;
      signal?.addEventListener('abort', () => resolve({ kind: 'problem', problem }));
      const sums = { changed: 1, movedOn: [{ id: '2', statusText: null }], changes: [] };
      ends.push(() => resolve({ kind: 'done', sentence: `The ${action} is done.`, ...sums }));
    });
  };
  const writer = new ActionWriter('/q', false, undefined, (sentence) => void said.push(sentence), act);
  const end = () => {
    for (const one of ends) one();
  };
  return { writer, begun, said, end };
}

describe('a writer that is closed', () => {
  it('ends a probe, which nobody needs any more', async () => {
    const { writer, begun } = writing();
    const probe = writer.probe();
    await writer.close();
    expect([await probe, begun]).toEqual([{ kind: 'unknown' }, ['probe']]);
  });

  it('waits for what was asked for, and says what became of it', async () => {
    const { writer, said, end } = writing();
    const outcome = writer.write({ action: 'retry-all', filter: everyJob });
    const closing = writer.close();
    await new Promise(setImmediate);
    expect(said).toEqual(['Still writing what you asked for; it will finish by itself.']);
    end();
    await closing;
    expect(await outcome).toMatchObject({ kind: 'done', changed: 1, jobs: 2 });
    expect(said.slice(1)).toEqual(['The retry-all is done.']);
  });
});

it.each([
  ['/q', ''],
  ['ssh://there', 'On ssh://there: '],
])('a writer of %s without a driver says what to install, and on which host', async (file, on) => {
  const none: Act = async () => ({ kind: 'problem', problem: actionProblem('no-driver', file) });
  expect(await new ActionWriter('/q', false, undefined, undefined, none).probe()).toEqual({
    kind: 'unable',
    reason: expect.stringMatching(
      new RegExp(`^${on}Writing needs .*or: npm install --global better-sqlite3@12`),
    ),
  });
});

it('a writer of a database that is read-only begins nothing to find out whether it can be written', async () => {
  const none: Act = () => Promise.reject(new Error('it began'));
  const writer = new ActionWriter('/q', true, undefined, undefined, none);
  expect(await writer.probe()).toEqual({ kind: 'unable', reason: 'started with --read-only' });
});
