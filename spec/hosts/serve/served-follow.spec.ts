import { expect, it } from '@jest/globals';
import { ServedFollow, type TakeEvents } from '../../../lib/hosts/serve/served-follow.js';
import { everyJob } from '../../../lib/model/filter.js';
import type { FollowEnding, FollowStart, ReportedEvent } from '../../../lib/model/follow-event.js';
import { problemOf } from '../../../lib/snapshot/files/read-failure.js';

const start: FollowStart = { filter: everyJob, waits: false, from: { kind: 'now' } };

/** Followings in the spec's hands: the newest last. */
function hands() {
  const begun: { print: TakeEvents; end: (ending: FollowEnding) => void; stopped: number }[] = [];
  const served = new ServedFollow((_, print) => {
    let end: (ending: FollowEnding) => void = () => {};
    const ended = new Promise<FollowEnding>((resolve) => {
      end = resolve;
    });
    const own = { print, end: (ending: FollowEnding) => end(ending), stopped: 0 };
    begun.push(own);
    return {
      run: () => ended,
      stop: () => {
        own.stopped += 1;
        end({ kind: 'unread' });
      },
    };
  });
  return { begun, served };
}

const told = (worker: string): ReportedEvent => ({
  event: { kind: 'worker', worker, from: null, to: 'gone' },
  asOf: 1,
  cursor: null,
});

async function begin() {
  const { begun, served } = hands();
  const first = served.next(start);
  await new Promise(setImmediate);
  const [following] = begun;
  if (following === undefined) throw new Error('nothing has begun');
  return { begun, served, first, following };
}

it('a follow hands out its events in pieces, and reads on when all are taken', async () => {
  const { served, first, following } = await begin();
  const large = Array.from({ length: 5 }, (_, index) => told(`${index}`.repeat(100_000)));
  let isTaken: boolean | null = null;
  void following.print(large).then((isWanted) => {
    isTaken = isWanted;
  });
  const sizes: number[] = [];
  for (let answer = await first; ; answer = await served.next(null)) {
    if (answer.kind !== 'events') throw new Error(answer.kind);
    sizes.push(answer.events.length);
    await new Promise(setImmediate);
    if (sizes.length === 1) expect(isTaken).toBe(null);
    if (isTaken !== null) break;
  }
  expect(sizes).toEqual([3, 2]);
  expect(isTaken).toBe(true);
  await served.close();
});

it('a second follow ends the first one, whose later events are dropped', async () => {
  const { begun, served, first, following } = await begin();
  const old = following.print([told('old')]);
  expect(await first).toMatchObject({ kind: 'events' });
  expect(await old).toBe(true);
  const late = following.print([told('late')]);
  const second = served.next(start);
  await new Promise(setImmediate);
  expect([await late, following.stopped, begun.length]).toEqual([false, 1, 2]);
  void begun[1]?.print([told('new')]);
  expect(await second).toMatchObject({ events: [{ event: { worker: 'new' } }] });
  await served.close();
  expect(await begun[1]?.print([told('after')])).toBe(false);
});

it('a waiting call is answered when its follow ends, with the problem that ended it', async () => {
  const one = await begin();
  one.following.end({ kind: 'problem', problem: problemOf('damaged', '/db', '') });
  expect(await one.first).toMatchObject({ kind: 'problem', problem: { code: 'damaged' } });
  await one.served.close();
  const other = await begin();
  await other.served.close();
  expect(await other.first).toEqual({ kind: 'over' });
  expect(other.following.stopped).toBe(1);
  expect(await other.served.next(start)).toEqual({ kind: 'over' });
  expect(other.begun).toHaveLength(1);
});
