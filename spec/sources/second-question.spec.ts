import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import type { Problem } from '../../lib/model/problem.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import { MergedReader } from '../../lib/sources/merged-reader.js';
import { asOf, QueueDatabase } from '../snapshot/queries/queue-database.js';
import { job } from '../snapshot/queries/window-jobs.js';
import { parts } from '../support/questions.js';
import { jobWith, pictureOf } from '../view/scene.js';
import { pacedSourceOf, windowFrom } from './paced-scene.js';
import { QueueSource } from './queues.js';

const plain: PictureRequest = { ...windowFrom(0, 4), failures: 1 };
/** Questions that differ in one part each, and each one after some more parts of others. */
const each = parts.map((part) => ({ ...plain, ...part }));
const listed = each.filter(({ filter, sort, sortedAt, anchor, after, args }) =>
  [filter !== plain.filter, sort, sortedAt, anchor !== plain.anchor, after !== plain.after, args].some(
    Boolean,
  ),
);
const asked = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 }).map((all) => {
  let question = plain;
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
  const place = 'index' in anchor ? Math.min(anchor.index, matching) : numberOf(JSON.stringify(anchor)) % 9;
  const first = Math.max(0, place - before);
  const positions = Array.from(
    { length: Math.max(0, Math.min(place + after, matching) - first) },
    (__, at) => first + at,
  );
  const picture: Picture = {
    ...pictureOf(positions.map((at) => jobWith({ id: `${list} ${at}` }))),
    failedMatching: numberOf(JSON.stringify(rest)),
  };
  const window = { ...picture.window, first, matching, keys: positions.flatMap((at) => keyAt(at) ?? []) };
  const told = places && {
    anchor: place,
    before: keyAt(first - 1),
    after: keyAt(first + positions.length),
    keys: places.at.map(keyAt),
  };
  return { kind: 'picture', picture: { ...picture, window, ...(told && { places: told }) } };
}

/** The jobs that were asked for, and everything else: an answer may have more jobs. */
function shownOf(answer: Picture | Problem, { after }: PictureRequest) {
  if ('code' in answer) throw new Error(answer.sentence);
  const { window, places, ...rest } = answer;
  return { ...rest, jobs: window.jobs.slice((places?.anchor ?? 0) - window.first).slice(0, after) };
}

describe('the answer to a second question', () => {
  let sources: readonly QueueSource[] = [];
  afterEach(() => {
    for (const { database } of sources) database.close();
    sources = [];
  });

  it('is that of a source that was asked nothing before', async () => {
    await fc.assert(
      fc.asyncProperty(asked, async (questions) => {
        const source = pacedSourceOf(answer);
        for (const question of questions) {
          const places = { ...question, after: 0, places: { at: [3, 5] } };
          const told = [await source.ask(places), await pacedSourceOf(answer).ask(places)];
          const [ours, fresh] = told.map((each) => 'window' in each && [each.places, each.window.matching]);
          expect(ours).toEqual(fresh);
          const merged = { ...question, places: { at: [] } };
          expect(shownOf(await source.show(merged), merged)).toEqual(
            shownOf(await pacedSourceOf(answer).show(merged), merged),
          );
        }
      }),
      { numRuns: 150, examples: [[each]] },
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
      fc.asyncProperty(asked, async (questions) => {
        const reader = new MergedReader(sources, () => asOf);
        // The pace that is at hand is brought unasked.
        for (const { places: _, pace: __, ...question } of questions) {
          // Only single databases are asked for a place among others' jobs.
          if (question.anchor.kind === 'key') continue;
          expect(await reader.read(question)).toEqual(
            await new MergedReader(sources, () => asOf).read(question),
          );
        }
      }),
      { numRuns: 8, endOnFailure: true, examples: [[listed]] },
    );
  });
});
