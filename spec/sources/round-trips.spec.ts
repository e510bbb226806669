import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import { qualifiedId } from '../../lib/model/job.js';
import type { Anchor, CountedPicture, PictureRequest } from '../../lib/model/picture.js';
import { MergedReader } from '../../lib/sources/merged-reader.js';
import { asOf } from '../snapshot/queries/queue-database.js';
import { done, failed, type QueueSource, type Row, sourcesOf, top } from './queues.js';

/** Many jobs, of which two in three failed. */
const rowsOf = (number: number): readonly Row[] =>
  Array.from({ length: 500 }, (_, at) =>
    at % 3 === number ? done(at + 1, 3 * at + number) : failed(at + 1, 3 * at + number),
  );

let sources: readonly QueueSource[] = [];
beforeAll(async () => {
  sources = await sourcesOf({ alpha: rowsOf(0), beta: rowsOf(1), gamma: rowsOf(2) });
});
afterAll(() => {
  for (const { database } of sources) database.close();
});

const screen = { before: 80, after: 81, failures: 1 } as const;
const from = { id: qualifiedId('beta', '300'), index: 0 };
const search = { text: 'fix', direction: 'forward', inclusive: false } as const;

/** What comes before, and the window that follows it, by what it is. */
const windows: Readonly<
  Record<string, readonly [readonly Partial<PictureRequest>[], Partial<PictureRequest>]>
> = {
  'the top of a list that is new': [[], { ...screen, anchor: { kind: 'index', index: 0 } }],
  'the end of a list that is new': [[], { ...screen, anchor: { kind: 'last' } }],
  'the end after the top': [[screen], { ...screen, anchor: { kind: 'last' } }],
  'the jobs around one on the screen': [
    [screen],
    { ...screen, anchor: { kind: 'job', id: qualifiedId('beta', '480'), index: 30 } },
  ],
  'the next page': [[screen], { ...screen, anchor: { kind: 'index', index: 75 } }],
  'a place that one scrolled to': [
    [screen, { anchor: { kind: 'index', index: 150 } }],
    { ...screen, anchor: { kind: 'index', index: 220 } },
  ],
  'a group far away': [[screen], { ...screen, anchor: { kind: 'index', index: 1000, rank: 5.5 } }],
  'another filter at the top': [[screen], { ...screen, filter: { ...everyJob, statuses: ['complete'] } }],
  'another filter around a job on the screen': [
    [{ ...screen, anchor: { kind: 'index', index: 300 } }],
    {
      ...{ ...screen, filter: { ...everyJob, statuses: ['failed'] } },
      anchor: { kind: 'job', id: qualifiedId('beta', '351'), index: 0 },
    },
  ],
  'a filter by text': [[screen], { ...screen, filter: { ...everyJob, text: 'fix' } }],
  'another order at the top': [
    [screen],
    { ...screen, sort: { by: 'start', reversed: true, failedFirst: false } },
  ],
  'what has changed in all databases': [[screen], screen],
};

async function read(reader: MergedReader, request: Partial<PictureRequest>): Promise<CountedPicture> {
  const result = await reader.read({ ...top, ...request });
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  return result.picture as CountedPicture;
}

/** How often the database that is asked most is asked for the last window, and the picture. */
async function roundTrips(
  before: readonly Partial<PictureRequest>[],
  request: Partial<PictureRequest>,
): Promise<{ readonly trips: number; readonly picture: CountedPicture }> {
  const reader = new MergedReader(sources, () => asOf);
  for (const each of before) await read(reader, each);
  const asked = sources.map(({ requests }) => requests.length);
  for (const source of sources) source.changes += 1;
  const picture = await read(reader, request);
  return {
    trips: Math.max(...sources.map(({ requests }, at) => requests.length - (asked[at] ?? 0))),
    picture,
  };
}

describe('a window of several databases', () => {
  it.each(Object.keys(windows))('is one question to each: %s', async (what) => {
    const [before, request] = windows[what] ?? [[], {}];
    const { trips, picture } = await roundTrips(before, request);
    const anchor = request.anchor ?? ({ kind: 'index', index: 0 } as Anchor);
    const { first, jobs, matching } = picture.window;
    // It isn't one question because it is half a window.
    expect([first === 0, first + jobs.length === matching].includes(true) || jobs.length === 161).toBe(true);
    if (request.anchor?.kind === 'index') expect(first).toBe(Math.max(0, request.anchor.index - 80));
    if (anchor.kind === 'job') expect(jobs.map(({ id }) => id)).toContain(anchor.id);
    expect(trips).toBe(1);
  });

  it('is a question for the search and one for the window, if it is searched for', async () => {
    const anchor = { kind: 'match', from, ...search } as const;
    const { trips, picture } = await roundTrips([{ ...screen, anchor: { kind: 'job', ...from } }], {
      ...screen,
      anchor,
    });
    expect(picture.found?.index).not.toBeNull();
    expect(trips).toBe(2);
  });

  it('is a question for its place and one for the window, around a job that is far away', async () => {
    const id = qualifiedId('beta', '60');
    const { trips, picture } = await roundTrips([screen], {
      ...screen,
      anchor: { kind: 'job', id, index: 0 },
    });
    const { first, jobs } = picture.window;
    expect(jobs.findIndex((job) => job.id === id)).toBe(80);
    expect(first).toBeGreaterThan(500);
    expect(trips).toBe(2);
  });

  it('is the end of the list, at a place behind it', async () => {
    const { trips, picture } = await roundTrips([screen], {
      ...screen,
      anchor: { kind: 'index', index: 5000 },
    });
    expect(picture.window).toMatchObject({ first: 1419, matching: 1500 });
    expect(picture.window.jobs).toHaveLength(81);
    expect(trips).toBe(1);
  });

  it('is a few questions at a place that nothing leads to', async () => {
    const { trips, picture } = await roundTrips([screen], {
      ...screen,
      anchor: { kind: 'index', index: 700 },
    });
    expect(picture.window).toMatchObject({ first: 620, matching: 1500 });
    expect(trips).toBeLessThanOrEqual(7);
  });
});
