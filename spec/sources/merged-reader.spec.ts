import { afterEach, describe, expect, it } from '@jest/globals';
import { countsAll, countsSame } from '../../lib/model/databases.js';
import { defaultFilter, everyJob } from '../../lib/model/filter.js';
import { type JobId, jobInWords, qualifiedId, storedId } from '../../lib/model/job.js';
import type { CountedPicture, Picture, PictureRequest } from '../../lib/model/picture.js';
import { MergedReader } from '../../lib/sources/merged-reader.js';
import type { Source } from '../../lib/sources/source.js';
import { asOf } from '../snapshot/queries/queue-database.js';
import { settled } from '../support/hand-clock.js';
import { pictureOf } from '../view/scene.js';
import { at, done, failed, type QueueSource, type Row, sourcesOf, top } from './queues.js';

let sources: readonly QueueSource[] = [];

async function readerOf(queues: Readonly<Record<string, readonly Row[]>>): Promise<MergedReader> {
  sources = await sourcesOf(queues);
  return new MergedReader(sources, () => asOf);
}

/** Makes one of the databases one that cannot be read, or can be read again. */
function setBroken(name: string, isBroken = true): void {
  for (const source of sources) if (source.name === name) source.isBroken = isBroken;
}

afterEach(() => {
  for (const { database } of sources) database.close();
  sources = [];
});

async function read(reader: MergedReader, request: Partial<PictureRequest> = {}): Promise<CountedPicture> {
  const result = await reader.read({ ...top, ...request });
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  return result.picture as CountedPicture;
}

const running = (id: number, seconds: number): Row => ({ id, status: 'RUNNING', claim_time: at(seconds) });
const many = (length: number, from: number) =>
  Array.from({ length }, (_, index) => done(index + 1, 10 * index + from));

const idsIn = ({ window }: CountedPicture) => window.jobs.map(({ id }) => jobInWords(id));

describe('a picture of several databases', () => {
  it('has the failed jobs of all first, each with the name of its database', async () => {
    const reader = await readerOf({
      alpha: [failed(1, 10), running(2, 5), done(3, 100)],
      beta: [failed(1, 20), done(2, 90)],
    });
    const picture = await read(reader);
    const ids = ['job 1 of beta', 'job 1 of alpha', 'job 2 of alpha', 'job 3 of alpha', 'job 2 of beta'];
    expect(idsIn(picture)).toEqual(ids);
    expect(picture.window.jobs.map(({ id, database }) => `job ${storedId(id)} of ${database}`)).toEqual(ids);
    expect(picture.counts).toMatchObject({ failed: 2, running: 1, complete: 2 });
    expect(picture.databases).toEqual([
      expect.objectContaining({ name: 'alpha', asOf, isIncluded: true, problem: null }),
      expect.objectContaining({ name: 'beta', asOf, isIncluded: true, problem: null }),
    ]);
    expect(picture.databases?.map(({ counts }) => counts?.failed)).toEqual([1, 1]);
  });

  it('lists one database alone, and still has the counts of the others', async () => {
    const reader = await readerOf({ alpha: [failed(1, 10), done(3, 100)], beta: [failed(1, 20)] });
    const all = await read(reader);
    const picture = await read(reader, { filter: { ...everyJob, database: 'alpha' } });
    expect(idsIn(picture)).toEqual(['job 1 of alpha', 'job 3 of alpha']);
    expect(picture.counts).toMatchObject({ failed: 1, complete: 1 });
    expect(picture.databases?.map(({ name, isIncluded }) => [name, isIncluded])).toEqual([
      ['alpha', true],
      ['beta', false],
    ]);
    expect(picture.databases?.[1]?.counts?.failed).toBe(1);
    expect([countsAll(all), countsAll(picture), countsSame(all, picture)]).toEqual([true, false, false]);
  });

  it('lists the jobs of all databases with an id, or with a text', async () => {
    const reader = await readerOf({
      alpha: [failed(1, 10), done(3, 100)],
      beta: [failed(1, 20, 'disk full'), done(2, 30)],
    });
    expect(idsIn(await read(reader, { filter: { ...everyJob, ids: ['1'] } }))).toEqual([
      'job 1 of beta',
      'job 1 of alpha',
    ]);
    const picture = await read(reader, { filter: { ...everyJob, ids: ['1', '2'], text: 'DISK' } });
    expect(idsIn(picture)).toEqual(['job 1 of beta']);
    expect(picture.window.matching).toBe(1);
  });

  it('names the database that cannot be read, lists the others, and keeps its last counts', async () => {
    const reader = await readerOf({ alpha: [failed(1, 10)], beta: [failed(1, 20), done(2, 30)] });
    const before = await read(reader);
    setBroken('beta');
    const picture = await read(reader);
    expect(idsIn(picture)).toEqual(['job 1 of alpha']);
    expect(picture.window.matching).toBe(1);
    expect(picture.failedMatching).toBe(1);
    expect(picture.counts).toEqual(before.counts);
    expect(countsSame(before, picture)).toBe(true);
    expect(picture.databases?.[1]).toMatchObject({ asOf, isIncluded: true, problem: { code: 'damaged' } });
    setBroken('beta', false);
    expect(await read(reader)).toEqual(before);
  });

  it('does not count a database that could never be read', async () => {
    const reader = await readerOf({ alpha: [failed(1, 10)], beta: [failed(1, 20)] });
    setBroken('beta');
    const without = await read(reader);
    expect(without.counts.failed).toBe(1);
    expect(without.databases?.[1]).toMatchObject({ asOf: null, counts: null, isIncluded: false });
    setBroken('beta', false);
    const picture = await read(reader);
    expect(picture.counts.failed).toBe(2);
    expect([countsSame(without, picture), countsAll(without)]).toEqual([false, true]);
  });

  it('is a problem if no database can be read', async () => {
    const reader = await readerOf({ alpha: [], beta: [] });
    for (const source of sources) source.isBroken = true;
    expect(await reader.read(top)).toMatchObject({
      kind: 'problem',
      problem: { file: '/queues/alpha.sqlite' },
    });
  });

  it('lists nothing, with a reason, where the only listed database cannot be read', async () => {
    const reader = await readerOf({ alpha: [failed(1, 10)], beta: [failed(1, 20)] });
    setBroken('beta');
    const alone = { filter: { ...everyJob, database: 'beta' } };
    const picture = await read(reader, alone);
    expect([picture.window, picture.counts.failed]).toEqual([{ first: 0, jobs: [], matching: 0 }, 0]);
    expect(picture.databases).toMatchObject([
      { problem: null, counts: { failed: 1 } },
      { problem: { code: 'damaged' }, isListed: false },
    ]);
    setBroken('alpha');
    expect(await reader.read({ ...top, ...alone })).toMatchObject({ kind: 'problem' });
  });

  it('is read again if a job was added between the questions for places and for the window', async () => {
    const reader = await readerOf({ alpha: many(8, 0), beta: many(8, 5) });
    const [alpha] = sources;
    let isAdded = false;
    const plain = alpha?.reader.read;
    if (alpha !== undefined && plain !== undefined)
      Object.assign(alpha.reader, {
        read: async (request: PictureRequest) => {
          if (request.after > 0 && !isAdded) {
            isAdded = true;
            alpha.database.add({ plugin_name: 'fix', ...failed(99, 0) });
            alpha.changes += 1;
          }
          return plain(request);
        },
      });
    const picture = await read(reader, { after: 3 });
    expect(idsIn(picture)).toEqual(['job 99 of alpha', 'job 8 of beta', 'job 8 of alpha']);
    expect(picture.window.matching).toBe(17);
  });

  it('asks one question for the top of the list that it has just read', async () => {
    const reader = await readerOf({ alpha: many(300, 0), beta: many(300, 5) });
    await read(reader, { after: 40 });
    const before = sources.map(({ requests }) => requests.length);
    for (const source of sources) source.changes += 1;
    await read(reader, { after: 40 });
    expect(sources.map(({ requests }, index) => requests.length - (before[index] ?? 0))).toEqual([1, 1]);
  });

  it('has details, targets and rows to write from the database of each job', async () => {
    const reader = await readerOf({
      alpha: [failed(1, 10), done(2, 3)],
      beta: [failed(1, 20), failed(3, 1)],
    });
    const picture = await read(reader, {
      detail: { id: qualifiedId('beta', '3'), failuresFrom: 0, failures: 1 },
      targets: { ids: [qualifiedId('alpha', '2'), qualifiedId('beta', '1'), qualifiedId('beta', '2')] },
      rows: { ...everyJob, statuses: ['failed'] },
      marks: { but: [qualifiedId('alpha', '1')], rowsFor: 'retry' },
      awaited: { filter: { ...everyJob, database: 'beta' }, but: [qualifiedId('beta', '1')] },
      ...{ lately: true, after: 1 },
    });
    const words = (rows: readonly { readonly id: string }[] | null | undefined) =>
      rows?.map(({ id }) => jobInWords(id));
    const atHand = [...(picture.lately ?? []), ...picture.window.jobs];
    const lately = words(atHand.filter(({ status }) => status === 'failed'));
    expect(jobInWords(picture.detail?.job.id ?? '')).toBe('job 3 of beta');
    expect(words(picture.targets)).toEqual(['job 2 of alpha', 'job 1 of beta']);
    expect(words(picture.rows)).toEqual(['job 1 of alpha', 'job 1 of beta', 'job 3 of beta']);
    expect(words(picture.marks?.rows)).toEqual(['job 1 of beta', 'job 3 of beta']);
    expect(lately?.toSorted()).toEqual(words(picture.rows));
    expect(picture.marks).toMatchObject({ but: 1, tally: { counts: { failed: 2, complete: 1 } } });
    expect(picture.awaited).toMatchObject({ but: 1, tally: { counts: { failed: 1, complete: 0 } } });
  });

  it('clears the complete jobs of all databases, and no other job with the same id', async () => {
    const reader = await readerOf({
      alpha: [done(1, 10), running(2, 3)],
      beta: [done(2, 20), running(1, 4)],
    });
    const { clearing } = await read(reader, { clearing: true });
    const cleared = clearing ?? null;
    expect(cleared?.except.map((id) => jobInWords(id)).sort()).toEqual(['job 1 of beta', 'job 2 of alpha']);
    const picture = await read(reader, { filter: { ...defaultFilter, cleared } });
    expect(idsIn(picture)).toEqual(['job 1 of beta', 'job 2 of alpha']);
  });
});

describe('the sums of several databases', () => {
  it('has the jobs that ended since an instant, the pace and the pipeline', async () => {
    const reader = await readerOf({
      alpha: [done(1, 3000), done(2, 3100), failed(3, 3200, 'new one')],
      beta: [done(1, 3300), failed(2, 10, 'old one')],
    });
    const { since, pace, pipeline } = await read(reader, {
      since: { at: asOf - 1_000_000, knownCauses: [] },
      pace: { atHand: null },
      pipeline: true,
    });
    expect(since).toMatchObject({ counts: { complete: 3, failed: 1 }, unread: 0 });
    expect(since?.newCauses.map(({ text }) => text)).toEqual(['new one']);
    expect(pace?.ended.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(pace?.lastEndedAt).toBe(Date.parse(at(3302)));
    expect(pipeline?.parsed.count).toBe(3);
  });

  it('keeps the pace where no database has to be asked for it again', async () => {
    const reader = await readerOf({ alpha: [done(1, 3000)], beta: [done(1, 3300)] });
    const { pace } = await read(reader, { pace: { atHand: null } });
    expect(pace).toBeDefined();
    for (const source of sources) source.changes += 1;
    setBroken('beta');
    // Each has its own at hand, and one can't be read.
    expect((await read(reader, { pace: { atHand: pace?.at ?? null } })).pace).toEqual(pace);
  });

  it('sorts by duration as of now, though the clock was set back by an hour', async () => {
    await readerOf({ alpha: [running(1, 0)] });
    let now = asOf;
    const reader = new MergedReader(sources, () => now);
    const sort = { by: 'duration', reversed: false, failedFirst: false } as const;
    await read(reader, { sort });
    now -= 3_600_000;
    await read(reader, { sort });
    expect(sources[0]?.requests.at(-1)?.sortedAt).toBe(now);
    const filter = { ...everyJob, since: { kind: 'ago', ms: 1000 } } as const;
    await read(reader, { filter });
    expect(sources[0]?.requests.at(-1)?.sortedAt).toBe(now);
  });

  it('has the earliest time since which it is right, and since which a database is out of date', async () => {
    let gate: Promise<void> = Promise.resolve();
    const none = { anchor: 0, before: null, after: null, keys: [] };
    const reading = (picture: Partial<Picture>): Source => ({
      ...{ name: String(picture.rightSince), path: '/x' },
      reader: {
        read: async () => {
          await gate;
          return { kind: 'picture', picture: { ...pictureOf([]), places: none, ...picture } };
        },
        ...{ look: async () => 'same', close: async () => {} },
      },
    });
    const limits = { unread: [], hidesRows: false, aheadMs: 0, goodUntil: 400, isStandby: true };
    const all = [reading({ rightSince: 700, limits }), reading({ rightSince: 500 }), reading({})];
    const pacing = {
      clock: { steady: () => 0, after: () => () => {} },
      atFullSpeed: () => true,
      onNews: () => {},
    };
    const reader = new MergedReader(all, () => 900, pacing);
    await read(reader);
    // One change is being read, and another one has come since.
    gate = new Promise(() => {});
    reader.changed('700');
    await settled();
    reader.overtaken('700');
    const { rightSince, databases } = await read(reader);
    expect(rightSince).toBe(500);
    expect(databases?.map(({ overtakenSince }) => overtakenSince)).toEqual([400, undefined, undefined]);
  });
});

describe('a search for new jobs in several databases', () => {
  const since = asOf - 60_000;
  const ended = (status: string, at: number): Row => ({
    ...{ id: 1, status, error_message: status === 'FAILED' ? 'disk full' : null },
    ...{ claim_time: new Date(at - 1000).toISOString(), end_time: new Date(at).toISOString() },
  });
  /** What is found of the new jobs of two databases with one job each. */
  const newOf = async (alpha: Row, beta: Row, seen: readonly JobId[] = []) => {
    const anchor = { kind: 'new', since, from: { id: null, index: 0 }, seen } as const;
    return (await read(await readerOf({ alpha: [alpha], beta: [beta] }), { anchor })).found;
  };

  it('ignores jobs of another database that failed before the search', async () => {
    const found = await newOf(ended('FAILED', since - 1000), ended('COMPLETED', since + 1000));
    expect(found).toMatchObject({ matches: 1, index: 1 });
  });

  it('counts only the failed ones where there are some, even if they were seen already', async () => {
    const jobs = [ended('FAILED', since + 1000), ended('COMPLETED', since + 1000)] as const;
    expect(await newOf(...jobs)).toMatchObject({ matches: 1, index: 0 });
    for (const { database } of sources) database.close();
    expect(await newOf(...jobs, [qualifiedId('alpha', '1')])).toMatchObject({ matches: 1, index: null });
  });
});
