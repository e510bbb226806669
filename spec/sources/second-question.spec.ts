import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import { MergedReader } from '../../lib/sources/merged-reader.js';
import { asOf, QueueDatabase } from '../snapshot/queries/queue-database.js';
import { job } from '../snapshot/queries/window-jobs.js';
import { jobWith, pictureOf } from '../view/scene.js';
import { pacedSourceOf, windowFrom } from './paced-scene.js';
import { QueueSource } from './queues.js';

const minute = 60_000;
const duration = { by: 'duration', reversed: true, failedFirst: false } as const;

/** What a question may ask otherwise: one part of it each. */
const parts: readonly Partial<PictureRequest>[] = [
  ...[
    { statuses: ['failed'] as const },
    { text: 'fix' },
    { text: 'a' },
    { ids: ['1'] },
    { worker: 'vm' },
  ].map((filter) => ({ filter: { ...everyJob, ...filter } })),
  ...[duration, { ...duration, reversed: false }, { ...duration, failedFirst: true }].map((sort) => ({
    sort,
  })),
  ...[0, 2, 5].map((index) => ({ anchor: { kind: 'index' as const, index } })),
  ...[asOf, asOf - minute].map((sortedAt) => ({ sortedAt })),
  ...[0, 3].map((after) => ({ after })),
  ...[0, 2].map((failures) => ({ failures })),
  ...[{ crossed: true }, { pipeline: true }, { clearing: true }, { metricsSince: true }, { outputs: 3 }],
  ...[null, 'no such cause'].map((sampleOf) => ({ causes: { sampleOf } })),
  ...[null, minute].map((periodMs) => ({ workers: { periodMs, of: null, jobs: 2 } })),
  { workers: { periodMs: null, of: 'vm-1', jobs: 2 } },
  ...[null, minute].map((periodMs) => ({ parsers: { periodMs, of: null } })),
  ...[0, asOf - minute].map((at) => ({ since: { at, knownCauses: [] } })),
  ...[everyJob, { ...everyJob, text: 'fix' }].map((rows) => ({ rows })),
  ...[null, ['1', '2']].map((ids) => ({ targets: { ids } })),
  ...[[], ['1']].map((but) => ({ marks: { but } })),
  ...[[], ['1']].map((but) => ({ awaited: { filter: everyJob, but } })),
  ...[0, 1].map((failuresFrom) => ({ detail: { id: '1', failuresFrom, failures: 5 } })),
  ...[minute, 5 * minute].map((periodMs) => ({ monitoring: { periodMs } })),
];
const aPart = fc.constantFrom(...parts);
/** Questions of which each has one part more, or one part that is otherwise, than the one before. */
const questions = fc.array(aPart, { minLength: 1, maxLength: 6 }).map((all) => {
  let question: PictureRequest = { ...windowFrom(0, 4), failures: 1 };
  return all.map((part) => {
    question = { ...question, ...part };
    return question;
  });
});

/** A number for a text, the same for the same one. */
const numberOf = (text: string) =>
  [...text].reduce((sum, { length }, at) => (31 * sum + text.charCodeAt(at) + length) % 997, 7);

/** What a database answers whose list, and everything else, depends on each part of a question. */
async function answer({
  anchor,
  before,
  after,
  places,
  pace: _,
  ...rest
}: PictureRequest): Promise<ReadResult> {
  const list = numberOf(JSON.stringify([rest.filter, rest.sort, rest.sortedAt]));
  const matching = 20 + (list % 7);
  const keyAt = (at: number) =>
    at < 0 || at >= matching ? null : { rank: 0, value: -at - list, time: 0, turn: null };
  const first = 'index' in anchor ? Math.min(anchor.index, matching) : 0;
  const positions = Array.from(
    { length: Math.max(0, Math.min(after, matching - first)) },
    (__, at) => first + at,
  );
  const picture: Picture = {
    ...pictureOf(positions.map((at) => jobWith({ id: `${list} ${at}` }))),
    failedMatching: numberOf(JSON.stringify(rest)),
  };
  const window = { ...picture.window, first, matching, keys: positions.flatMap((at) => keyAt(at) ?? []) };
  const told = places && { keys: places.at.map(keyAt), counts: [], ...(before > 0 && { job: null }) };
  return { kind: 'picture', picture: { ...picture, window, ...(told && { places: told }) } };
}

describe('the answer to a second question', () => {
  let sources: readonly QueueSource[] = [];
  afterEach(() => {
    for (const { database } of sources) database.close();
    sources = [];
  });

  it('is that of a source that was asked nothing before', async () => {
    await fc.assert(
      fc.asyncProperty(questions, async (asked) => {
        const source = pacedSourceOf(answer);
        for (const question of asked) {
          const { after, anchor } = question;
          const first = 'index' in anchor ? anchor.index : 0;
          const fitting = { ...question, places: { at: [first - 1, first + after], of: [] } };
          const places = { ...fitting, after: 0, places: { at: [3, 5], of: [] } };
          const told = [await source.ask(places), await pacedSourceOf(answer).ask(places)];
          const [ours, fresh] = told.map((each) => 'window' in each && [each.places, each.window.matching]);
          expect(ours).toEqual(fresh);
          expect(await source.show(fitting)).toEqual(await pacedSourceOf(answer).show(fitting));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is that of a reader of several databases that was asked nothing before', async () => {
    const queues = fc.sample(fc.array(job, { minLength: 4, maxLength: 6 }), { numRuns: 2, seed: 1 });
    sources = await Promise.all(
      queues.map(async (jobs, number) => {
        const database = await QueueDatabase.of('D', 'all');
        for (const [at, { row }] of jobs.entries())
          database.add({ ...row, id: at + 1, worker_host: `vm-${at % 2}`, worker_pid: null });
        const source = new QueueSource(`queue ${number}`, database);
        // The database stays as it is, so that each question to it has one answer.
        const [{ read }, answers] = [source.reader, new Map<string, ReturnType<typeof source.reader.read>>()];
        const remembering: typeof read = (request) => {
          const known = answers.get(JSON.stringify(request)) ?? read(request);
          answers.set(JSON.stringify(request), known);
          return known;
        };
        Object.assign(source.reader, { read: remembering });
        return source;
      }),
    );
    await fc.assert(
      fc.asyncProperty(questions, async (asked) => {
        const reader = new MergedReader(sources, () => asOf);
        for (const { places: _, ...question } of asked)
          expect(await reader.read(question)).toEqual(
            await new MergedReader(sources, () => asOf).read(question),
          );
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });
});
