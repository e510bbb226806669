import { describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import { RememberingReader } from '../../lib/sources/remembering-reader.js';
import { jobWith, pictureOf } from '../view/scene.js';

const request: PictureRequest = {
  filter: everyJob,
  anchor: { kind: 'index', index: 0 },
  before: 0,
  after: 5,
  failures: 0,
};

interface Scene {
  readonly reader: RememberingReader;
  readonly reads: PictureRequest[];
  /** What the next looks say, and the next reads. */
  look: string;
  picture: Partial<Picture>;
  problem: 'busy' | 'damaged' | null;
  now: number;
  /** What reads wait for. */
  gate: Promise<void> | null;
  /** What is to be done later, with its time. */
  readonly waiting: { readonly ms: number; readonly action: () => void; isCancelled: boolean }[];
  due: number;
}

function scene(): Scene {
  const reads: PictureRequest[] = [];
  const waiting: Scene['waiting'] = [];
  const reader = new RememberingReader(
    {
      read: async (asked): Promise<ReadResult> => {
        reads.push(asked);
        await it.gate;
        if (it.problem !== null) {
          const problem = { code: it.problem, sentence: 'no', file: '/x', advice: 'wait' };
          return { kind: 'problem', problem };
        }
        return {
          kind: 'picture',
          picture: { ...pictureOf([jobWith({ id: '1' })]), asOf: it.now, ...it.picture },
        };
      },
      look: async () => it.look,
      close: async () => undefined,
    },
    () => it.now,
    (ms, action) => {
      const entry = { ms, action, isCancelled: false };
      waiting.push(entry);
      return () => {
        entry.isCancelled = true;
      };
    },
    () => {
      it.due += 1;
    },
  );
  const it: Scene = {
    reader,
    reads,
    look: 'a',
    picture: {},
    problem: null,
    now: 1000,
    gate: null,
    waiting,
    due: 0,
  };
  return it;
}

async function readAgain({ reader }: Scene, asked = request): Promise<ReadResult> {
  await reader.refresh();
  return reader.read(asked);
}

describe('a reader that remembers', () => {
  it('answers the same question again while nothing changes, as of the last look', async () => {
    const it = scene();
    await readAgain(it);
    it.now = 2500;
    const again = await readAgain(it, { ...request, pace: { atHand: 7 } });
    expect(it.reads).toHaveLength(1);
    expect(again).toMatchObject({ kind: 'picture', picture: { asOf: 2500 } });
  });

  it('reads another question, and each again after a change', async () => {
    const it = scene();
    await readAgain(it);
    await readAgain(it, { ...request, after: 6 });
    expect(it.reads).toHaveLength(2);
    it.look = 'b';
    await readAgain(it);
    await readAgain(it, { ...request, after: 6 });
    expect(it.reads).toHaveLength(4);
  });

  it('reads again after some seconds, and when something beside the database has changed', async () => {
    const it = scene();
    await readAgain(it);
    it.now += 4999;
    await readAgain(it);
    expect(it.reads).toHaveLength(1);
    it.now += 1;
    await readAgain(it);
    expect(it.reads).toHaveLength(2);
    it.reader.renew();
    await readAgain(it);
    expect(it.reads).toHaveLength(3);
  });

  it.each<[string, Partial<Picture>]>([
    ['has yet to be counted', { counts: null }],
    ['has been searched in part', { found: { index: null, nth: null, matches: 0, searched: 0.5 } }],
    ['has causes to be read', { causes: { groups: [], total: 0, failed: 9, unread: 9, sample: null } }],
  ])('goes on where the queue %s', async (_, picture) => {
    const it = scene();
    it.picture = picture;
    await readAgain(it);
    await readAgain(it);
    expect(it.reads).toHaveLength(2);
  });

  it('keeps nothing that was read while it was told to forget', async () => {
    const it = scene();
    await it.reader.refresh();
    let open = () => {};
    it.gate = new Promise((resolve) => {
      open = resolve;
    });
    const reading = it.reader.read(request);
    it.reader.renew();
    await it.reader.refresh();
    open();
    await reading;
    await it.reader.read(request);
    expect(it.reads).toHaveLength(2);
  });

  it('lets a busy database rest, and then says that it is due', async () => {
    const it = scene();
    it.problem = 'busy';
    expect(await readAgain(it)).toMatchObject({ kind: 'problem', problem: { code: 'busy' } });
    it.problem = null;
    it.look = 'b';
    expect(await readAgain(it)).toMatchObject({ kind: 'problem' });
    expect([it.reads.length, it.due]).toEqual([1, 0]);
    it.waiting[0]?.action();
    expect(it.due).toBe(1);
    expect(await readAgain(it)).toMatchObject({ kind: 'picture' });
  });

  it('asks again for any other problem, and cancels the rest when it is closed', async () => {
    const it = scene();
    it.problem = 'damaged';
    await readAgain(it);
    await readAgain(it);
    expect([it.reads.length, it.waiting.length]).toEqual([2, 0]);
    it.problem = 'busy';
    await readAgain(it);
    await it.reader.close();
    expect(it.waiting.map(({ isCancelled }) => isCancelled)).toEqual([true]);
  });

  it('keeps a few answers, and drops the oldest', async () => {
    const it = scene();
    for (let after = 0; after < 7; after += 1) await readAgain(it, { ...request, after });
    await readAgain(it, { ...request, after: 6 });
    expect(it.reads).toHaveLength(7);
    await readAgain(it, { ...request, after: 0 });
    expect(it.reads).toHaveLength(8);
  });
});
