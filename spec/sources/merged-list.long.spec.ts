import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ListedStatus } from '../../lib/model/filter.js';
import type { Anchor, CountedPicture, PictureRequest } from '../../lib/model/picture.js';
import { MergedReader } from '../../lib/sources/merged-reader.js';
import { asOf, QueueDatabase, wholeList } from '../snapshot/queries/queue-database.js';
import { job, type KnownJob } from '../snapshot/queries/window-jobs.js';
import { anySort } from '../support/any-sort.js';
import type { DatabaseVersion } from '../support/database-versions.js';
import { mergedId, names, QueueSource, unionId } from './queues.js';

/**
 * The priorities with which the union takes queued jobs as they stand in the merged list: the first of each queue, then
 * the second of each, and so on. Jobs that are being handed to a worker are counted by themselves.
 */
function unionPriorities(queues: readonly (readonly KnownJob[])[]): ReadonlyMap<KnownJob, number> {
  return new Map(
    queues.flatMap((jobs, number) =>
      ['PENDING', 'dispatching'].flatMap((word) =>
        jobs
          .filter(({ row }) => row.status === word)
          .toSorted((one, other) => (other.priority ?? -1000) - (one.priority ?? -1000))
          .map((each, place) => [each, -(place * names.length + number)] as const),
      ),
    ),
  );
}

interface Scene {
  readonly reader: MergedReader;
  readonly sources: readonly QueueSource[];
  readonly union: QueueDatabase;
}

async function scene(
  queues: readonly (readonly KnownJob[])[],
  version: DatabaseVersion = 'D',
): Promise<Scene> {
  const union = await QueueDatabase.of(version, 'none');
  const priorities = unionPriorities(queues);
  const sources = await Promise.all(
    queues.map(async (jobs, number) => {
      const database = await QueueDatabase.of(version, 'none');
      for (const [index, known] of jobs.entries()) {
        const { row } = known;
        const priority = priorities.get(known) ?? 0;
        const size = index % 4 === 0 ? null : (index % 3) * 100;
        const worker = { worker_host: `vm-${index % (3 + number)}`, worker_pid: null };
        database.add({ ...row, ...worker, id: index + 1, output_size_bytes: size });
        union.add({ ...row, ...worker, priority, id: unionId(number, index + 1), output_size_bytes: size });
      }
      return new QueueSource(names[number] ?? '', database);
    }),
  );
  return { reader: new MergedReader(sources, () => asOf), sources, union };
}

async function read(reader: MergedReader, request: PictureRequest): Promise<CountedPicture> {
  const result = await reader.read(request);
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  return result.picture as CountedPicture;
}

/** The list of a picture, with the ids that the merged list has. */
function listIn(
  { window, failedMatching, listedWorkers, found, counts, totals, types, troubles }: CountedPicture,
  isUnion: boolean,
) {
  const ids = window.jobs.map(({ id }) => (isUnion ? mergedId(id) : id));
  const { first, matching } = window;
  return {
    ...{ first: ids.length === 0 ? 0 : first, ids, matching, failedMatching, listedWorkers, found, counts },
    ...{ totals, types, troubles },
  };
}

const someStatuses: fc.Arbitrary<readonly ListedStatus[] | null> = fc.constantFrom(
  null,
  ['failed', 'running', 'complete'],
  ['queued'],
);

const somePlace = fc.record({
  kind: fc.constantFrom('index', 'last', 'job', 'match', 'new'),
  index: fc.integer({ min: -1, max: 40 }),
  text: fc.constantFrom('fix', 'Ärger', 'nothing has this', 'HELD', 'no such column', '3'),
  direction: fc.constantFrom('forward', 'backward'),
  inclusive: fc.boolean(),
  isKnown: fc.boolean(),
});

type Place = typeof somePlace extends fc.Arbitrary<infer T> ? T : never;

/** The anchor of the union, and the same in the merged list. */
function anchors(place: Place, ids: readonly string[]): readonly [Anchor, Anchor] {
  const { index, text, inclusive } = place;
  const id = place.isKnown ? (ids[Math.max(0, index) % Math.max(1, ids.length)] ?? null) : null;
  const merged = id === null ? null : mergedId(id);
  const direction = place.direction as 'forward' | 'backward';
  switch (place.kind) {
    case 'last':
      return [{ kind: 'last' }, { kind: 'last' }];
    case 'job':
      if (id === null || merged === null) break;
      return [
        { kind: 'job', id, index },
        { kind: 'job', id: merged, index },
      ];
    case 'match':
      return [
        { kind: 'match', text, from: { id, index }, direction, inclusive },
        { kind: 'match', text, from: { id: merged, index }, direction, inclusive },
      ];
    case 'new': {
      const seen = ids.filter((_, at) => at % 3 === 0);
      const since = 1_768_300_002_000;
      return [
        { kind: 'new', since, from: { id, index }, seen },
        { kind: 'new', since, from: { id: merged, index }, seen: seen.map(mergedId) },
      ];
    }
  }
  return [
    { kind: 'index', index },
    { kind: 'index', index },
  ];
}

/** Ids are numbers of their own in each database: a search for one finds other jobs. */
const isById = (text: string) => /^\d+$/.test(text);

/** A filter's text, which some jobs contain, or none. */
const anyText = fc.constantFrom(null, null, 'fix', 'a', 'E', 'nowhere');

/** Workers that a filter asks for, or none. */
const anyWorker = fc.constantFrom(undefined, undefined, 'M-', 'm-1', '=vm-1', 'nobody');

/** Many queued ones, so that their turns decide. */
const someJob = fc.oneof(
  job,
  job.filter(({ status }) => status === 'queued'),
);
const queue = fc.array(someJob, { minLength: 0, maxLength: 14, size: 'max' });

describe('the list of several databases', () => {
  it.each(['B', 'D'] as const)(
    'equals the list of one database with all their jobs (version %s), at any place and in any order',
    async (version) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(queue, { minLength: 1, maxLength: 3 }),
          fc.array(fc.tuple(anySort, someStatuses, somePlace, fc.nat(6), fc.nat(9), anyText, anyWorker), {
            minLength: 4,
            maxLength: 4,
          }),
          async (queues, wanted) => {
            const { reader, union } = await scene(queues, version);
            try {
              for (const [sort, statuses, place, before, after, text, worker] of wanted) {
                const filter = {
                  ...wholeList.filter,
                  ...{ statuses, ...(text === null ? {} : { text }) },
                  ...(worker === undefined ? {} : { worker }),
                };
                const ids = union.picture({ filter, sort }).window.jobs.map(({ id }) => id);
                const [theirs, ours] = anchors(isById(place.text) ? { ...place, text: 'fix' } : place, ids);
                const request = { filter, sort, before, after, failures: 1 };
                const expected = union.picture({ ...request, anchor: theirs });
                const merged = await read(reader, { ...request, anchor: ours });
                // Which of the new jobs it is, nobody asks.
                const nth = ours.kind === 'new' ? { nth: undefined } : {};
                const told = (list: ReturnType<typeof listIn>) => ({
                  ...list,
                  found: list.found && { ...list.found, ...nth },
                });
                expect(told(listIn(merged, false))).toEqual(told(listIn(expected, true)));
              }
            } finally {
              await reader.close();
              union.close();
            }
          },
        ),
        { numRuns: 6, endOnFailure: true },
      );
    },
  );
});
