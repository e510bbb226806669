import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../../lib/model/filter.js';
import type { Found } from '../../../../lib/model/picture.js';
import { type SearchPace, untilDone } from '../../../../lib/snapshot/index/sieve/search-text.js';
import { FilteredList } from '../../../../lib/snapshot/lists/filtered-list.js';
import { readShape } from '../../../../lib/snapshot/tables/database-shape.js';
import { walksBySql } from '../../by-sql/queue-by-sql.js';
import { searchFor } from '../../queries/queue-database.js';
import { jobs, Scene } from '../queue-in-log.js';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.begin(jobs(200, 20));
});

afterEach(() => scene.end());

/** What the index finds by the end of one read, and what SQL does. */
async function find(text: string, pace: SearchPace = untilDone): Promise<{ index: Found; sql: Found }> {
  const reading = await scene.live.read((tables, walkQueue) => {
    const shape = readShape(tables);
    const list = new FilteredList(tables, shape, everyJob);
    const [index, sql] = [walkQueue(shape), walksBySql(tables)(shape)].map(
      (walk) => walk.queue().search(list, searchFor(text), pace).found,
    );
    if (index === undefined || sql === undefined) throw new Error('nothing');
    return { index, sql };
  });
  if (reading.kind === 'problem') throw new Error(reading.problem.sentence + reading.problem.detail);
  return reading.value;
}

/** How many jobs hold a text, by the index, which must be what SQL says. */
async function matches(text: string): Promise<number | undefined> {
  const { index, sql } = await find(text);
  expect(index).toEqual(sql);
  return index?.matches;
}

/** Writes at the end of a job's long text, where no leaf shows it. */
const tail = (id: number, words: string, column = 'error_message') =>
  scene.commit(
    `UPDATE cf_processing_queue SET ${column} = printf('%.*c', ${900 - words.length}, 'x') || '${words}'
     WHERE id = ${id}`,
  );

/** Has the database stand without a log: written a while ago, but not so long that the next write shows for sure. */
function putBack(): void {
  scene.files.remove('db-wal');
  scene.files.remove('db-shm');
  const bytes = scene.database.bytes();
  bytes.set([1, 1], 18);
  scene.files.write('db', bytes);
  scene.files.clock += 1500;
}

it.each([
  ['fakewords', 0],
  ['completed', 67],
])('a match in a torn page does not count in the next attempt: %s', async (text, matches) => {
  const sound = scene.database.bytes();
  sound.set([2, 2], 18);
  const torn = Buffer.from(sound).toString('latin1').replaceAll('COMPLETED', 'FAKEWORDS');
  let attempts = 0;
  const reading = await scene.live.read((tables, walkQueue) => {
    attempts += 1;
    const shape = readShape(tables);
    const queue = walkQueue(shape).queue();
    // Once it is in the index, so that only the search sees it so.
    if (attempts === 1) scene.files.write('db', Buffer.from(torn, 'latin1'));
    const { found } = queue.search(new FilteredList(tables, shape, everyJob), searchFor(text));
    if (attempts === 1) scene.files.write('db', sound);
    return found;
  });
  expect(scene.live.statistics.rejected).toBeGreaterThan(0);
  expect(reading).toMatchObject({ kind: 'value', value: { matches, nth: Math.min(matches, 1) } });
});

describe('a search in rows that go on in overflow pages', () => {
  it.each([
    ['the index needs', 'error_message'],
    ['the search alone has read', 'output_path'],
  ])(
    'searches those again of which pages have changed that %s, and reads no page if none has',
    async (_, column) => {
      // Behind all that the index needs.
      if (column === 'output_path')
        scene.commit('ALTER TABLE cf_processing_queue ADD COLUMN output_path TEXT');
      tail(9, 'needle', column);
      tail(18, 'hammer', column);
      expect(await matches('needle')).toBe(1);
      tail(9, 'NEEDLE', column);
      tail(18, 'needle', column);
      expect(await matches('needle')).toBe(2);
      tail(18, 'hammer', column);
      expect(await matches('needle')).toBe(1);
      expect(await scene.pagesOf(() => matches('needle'))).toBe(0);
    },
  );

  it('ends in one read if later changes to them can’t be noticed', async () => {
    const write = (words: string) => {
      tail(9, words);
      putBack();
    };
    write('needle');
    expect(await matches('needle')).toBe(1);
    write('hammer');
    expect(await matches('needle')).toBe(0);
    write('needle');
    expect(await matches('needle')).toBe(1);
  });
});

describe('a search in slices', () => {
  const tables = [
    'cf_job_failures (job_id INTEGER, error_message TEXT)',
    "cf_job_artifacts (job_id INTEGER, kind TEXT DEFAULT 'output', name TEXT, uri TEXT, created_at INTEGER)",
    'cf_output_materializations (job_id INTEGER, output_name TEXT, sink_uri TEXT, created_at INTEGER)',
    'cf_job_schema_mismatch (job_id INTEGER, output_name TEXT, mismatch_kind TEXT, created_at INTEGER)',
  ];
  const late: SearchPace = { steady: () => 0, patience: 0 };

  const long = (length: number) => `error_message = printf('%.*c', ${length}, 'x') || 'needle'`;

  it.each<[string, string, string, () => void]>([
    ['have to be looked at in every attempt', `claim_time = x'31', ${long(70_000)}`, '', () => {}],
    ['go on in pages that may change unseen', long(900), '', putBack],
    [
      'go on in such pages beyond what the index is made of',
      "error_message = 'needle', note = printf('%.*c', 900, 'x')",
      'ALTER TABLE cf_processing_queue ADD COLUMN note TEXT',
      putBack,
    ],
  ])('ends, and loses no match on its way, if rows %s', async (_, set, before, then) => {
    scene.commit(`${before}; UPDATE cf_processing_queue SET ${set} WHERE id % 9 = 0`);
    then();
    let known = 0;
    for (let reads = 0; ; reads += 1) {
      const { index: found, sql } = await find('needle', { ...late, leaves: 2 });
      const { index = null, matches = 0 } = found ?? {};
      expect(matches).toBeGreaterThanOrEqual(known);
      known = matches;
      if (index !== null) expect(index).toBe(sql.index);
      if (found?.searched === undefined) {
        expect([found, sql.matches, reads > 10]).toEqual([sql, 22, true]);
        break;
      }
      expect(reads).toBeLessThan(200);
    }
  });

  it('is not done before all tables beside the queue were searched', async () => {
    scene.commit(tables.map((table) => `CREATE TABLE ${table}`).join(';'));
    scene.commit(
      "INSERT INTO cf_job_schema_mismatch (job_id, output_name, mismatch_kind) VALUES (7, 'needle', 'type')",
    );
    scene.commit("UPDATE cf_processing_queue SET error_message = 'needle' WHERE id = 2");
    const { index: first, sql } = await find('needle', late);
    expect(sql).toMatchObject({ nth: 1, matches: 2 });
    // What is known to hold the text stands behind the other.
    expect(first).toEqual({ index: null, nth: null, matches: 1, searched: 0.999 });
    let found = first;
    for (let reads = 0; found?.searched !== undefined; reads += 1) {
      expect(reads).toBeLessThan(tables.length);
      found = (await find('needle', late)).index;
    }
    expect(found).toEqual(sql);
    // They are asked again when they say something else.
    scene.commit('UPDATE cf_job_schema_mismatch SET job_id = 8');
    const later = await find('needle');
    expect(later.index).toEqual(later.sql);
    expect(later.index?.index).not.toBe(sql.index);
  });
});
