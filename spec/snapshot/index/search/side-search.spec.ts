import { afterEach, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../../lib/model/filter.js';
import type { FoundPlace } from '../../../../lib/snapshot/index/search/search-list.js';
import type { SearchPace } from '../../../../lib/snapshot/index/sieve/search-text.js';
import { FilteredList } from '../../../../lib/snapshot/lists/filtered-list.js';
import { readShape } from '../../../../lib/snapshot/tables/database-shape.js';
import { outputTables } from '../../../support/database-versions.js';
import { searchFor } from '../../queries/queue-database.js';
import { jobs, Scene } from '../queue-in-log.js';

let scene: Scene;

afterEach(() => scene.end());

const queued = jobs(200, 20);

/** An output for each job, of which one in a thousand holds the word. */
const outputs = (table: string, count: number, word: string) => `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
  INSERT INTO ${table} SELECT * FROM (SELECT
    ${
      table === 'cf_job_artifacts'
        ? `i, 'output', 'o' || i, 'file:///out/' || i || CASE i WHEN 77 THEN '/${word}' ELSE '' END, NULL, 1, 1`
        : `'k' || i, 'o', 'file:///out/' || i || CASE i WHEN 77 THEN '/${word}' ELSE '' END, 'append', NULL, 'success', 1, i, 1`
    } FROM n)`;

/** Two leaves of each table, and then it is late. */
const slice: SearchPace = { steady: () => 0, patience: 0, leaves: 2 };
/** To its end. */
const whole: SearchPace = { steady: () => 0, patience: Number.POSITIVE_INFINITY };

interface Hooks {
  readonly before?: () => void;
  readonly after?: () => void;
}

/** One read of a search from the top of the list. */
async function look(text: string, pace: SearchPace, { before, after }: Hooks = {}): Promise<FoundPlace> {
  const reading = await scene.live.read((tables, walkQueue) => {
    const shape = readShape(tables);
    const queue = walkQueue(shape).queue();
    before?.();
    const found = queue.search(new FilteredList(tables, shape, everyJob), searchFor(text), pace);
    after?.();
    return found;
  });
  if (reading.kind === 'problem' || !reading.value) throw new Error(JSON.stringify(reading));
  return reading.value;
}

/** Reads in slices until the search is done. */
async function lookOn(text: string): Promise<FoundPlace> {
  for (let count = 0; count < 500; count += 1) {
    const place = await look(text, slice);
    if (place.found.searched === undefined) return place;
  }
  throw new Error('no end');
}

const begin = async (...sql: readonly string[]) => {
  scene = await Scene.begin([queued, ...outputTables, ...sql].join(';\n'));
  scene.commit('CREATE TABLE more (id)');
};

describe.each(['cf_job_artifacts', 'cf_output_materializations'])('a text in %s', (table) => {
  it('is found in slices without reading a page twice', async () => {
    await begin(outputs(table, 200, 'needle'));
    await look('elsewhere', whole);
    const pages = scene.database.bytes().length / 512;
    expect(await scene.pagesOf(() => lookOn('needle'))).toBeLessThan(1.2 * pages);
    expect((await lookOn('needle')).found).toMatchObject({ nth: 1, matches: 1 });
    expect(await scene.pagesOf(() => lookOn('needle'))).toBe(0);
    expect((await look('file:///out', whole)).found.matches).toBe(200);
  });

  it('is not found any more once a commit has removed it, and is found once one has added it', async () => {
    await begin(outputs(table, 200, 'needle'));
    const uri = table === 'cf_job_artifacts' ? 'uri' : 'sink_uri';
    const matches = async () => (await lookOn('needle')).found.matches;
    expect(await matches()).toBe(1);
    scene.commit(`UPDATE ${table} SET ${uri} = 'file:///Needle' WHERE job_id = 100`);
    expect(await matches()).toBe(2);
    scene.commit(`DELETE FROM ${table} WHERE job_id = 77`);
    expect(await matches()).toBe(1);
    // Pages that the table gives back stay as they are.
    scene.commit(`DELETE FROM ${table}`);
    expect(await matches()).toBe(0);
  });

  it('is found only if it was there at the instant of a proved attempt', async () => {
    await begin(outputs(table, 200, 'needle'));
    const uri = table === 'cf_job_artifacts' ? 'uri' : 'sink_uri';
    const phantom = `UPDATE ${table} SET ${uri} = 'file:///phantom' WHERE job_id BETWEEN 20 AND 40`;
    await look('needle', slice);
    let left = 2;
    const place = await look('phantom', whole, {
      // It comes into the main file after the log was looked at, and goes again.
      before: () => {
        left -= 1;
        if (left === 1) scene.commit(phantom);
        if (left === 1) scene.copy();
        if (left === 0) scene.commit(`UPDATE ${table} SET ${uri} = 'file:///none'`);
        if (left === 0) scene.copy();
      },
    });
    expect(left).toBeLessThan(0);
    expect(place.found.matches).toBe(0);
    expect(scene.live.statistics.rejected).toBeGreaterThan(1);
  });

  it('is found in rows with overflow pages, and follows these as they change', async () => {
    await begin(outputs(table, 200, 'needle'));
    const uri = table === 'cf_job_artifacts' ? 'uri' : 'sink_uri';
    const long = (word: string) => `printf('%.*c', 900, 'x') || '${word}'`;
    scene.commit(`UPDATE ${table} SET ${uri} = ${long('needle')} WHERE job_id IN (8, 150)`);
    expect((await lookOn('needle')).found.matches).toBe(3);
    for (const [id, matches] of [
      [150, 2],
      [8, 1],
    ] as const) {
      scene.commit(`UPDATE ${table} SET ${uri} = ${long('noodle')} WHERE job_id = ${id}`);
      expect((await look('needle', whole)).found.matches).toBe(matches);
    }
    scene.commit(`UPDATE ${table} SET ${uri} = ${long('needle')} WHERE job_id IN (8, 150)`);
    expect((await look('needle', whole)).found.matches).toBe(3);
    scene.commit(`UPDATE ${table} SET ${uri} = ${long('noodle')} WHERE job_id = 150`);
    expect((await look('needle', whole)).found.matches).toBe(2);
  });
});

describe('a match in one of several tables', () => {
  it('stays if only another table has changed', async () => {
    await begin(
      outputs('cf_job_artifacts', 200, 'needle'),
      'CREATE TABLE cf_job_schema_mismatch (id INTEGER PRIMARY KEY, job_id INTEGER, output_name TEXT)',
      "INSERT INTO cf_job_schema_mismatch (job_id, output_name) VALUES (3, 'needle')",
    );
    expect((await lookOn('needle')).found.matches).toBe(2);
    scene.commit('DELETE FROM cf_job_artifacts WHERE job_id = 77');
    expect((await lookOn('needle')).found.matches).toBe(1);
    scene.commit('DELETE FROM cf_job_schema_mismatch');
    expect((await lookOn('needle')).found.matches).toBe(0);
  });
});

describe('the first match in the list', () => {
  it.each([
    ['comes with all others if they are found within 8 ms', 0.01, true],
    ['is shown before the others if they take longer', 3, false],
  ])('%s', async (_, msOfLook, isDone) => {
    await begin(outputs('cf_job_artifacts', 200, 'needle'));
    await look('elsewhere', whole);
    let now = 0;
    const steady = () => {
      now += msOfLook;
      return now;
    };
    // All jobs hold this.
    const { found } = await look('p', { steady, patience: 1000, leaves: 2 });
    expect(found.index).toBe(0);
    expect(found.searched === undefined).toBe(isDone);
  });

  it('is shown before tables are searched that have an index by job', async () => {
    await begin(outputs('cf_job_artifacts', 200, 'needle'));
    const { found, at } = await lookOn('needle');
    await look('elsewhere', whole);
    let first = await look('needle', slice);
    for (let count = 0; first.found.index === null; count += 1) {
      expect(count).toBeLessThan(200);
      first = await look('needle', slice);
    }
    expect(first).toMatchObject({ at, found: { index: found.index, nth: null, matches: 1 } });
    expect(first.found.searched).toBeLessThan(1);
  });

  it('is not shown before a table is searched that has no index by job', async () => {
    // The list begins with job 199, and in this order the page with its output is the last.
    await begin(outputs('cf_output_materializations', 200, 'needle'));
    scene.commit("UPDATE cf_output_materializations SET sink_uri = 'file:///needle' WHERE job_id = 199");
    const { found } = await lookOn('needle');
    await look('elsewhere', whole);
    for (;;) {
      const place = await look('needle', slice);
      if (place.found.index !== null) expect(place.found.index).toBe(found.index);
      if (place.found.searched === undefined) break;
    }
  });
});

describe('a table or row that can’t be sifted', () => {
  it.each([
    [
      'without row numbers',
      'job_id INTEGER, kind TEXT, name TEXT, uri TEXT, PRIMARY KEY (job_id, name)) WITHOUT ROWID',
    ],
    [
      'with computed columns',
      'job_id INTEGER, kind TEXT, name TEXT, plain TEXT, uri TEXT AS (plain) STORED)',
    ],
    [
      'with a column that is called as row numbers are',
      'job_id INTEGER, kind TEXT, name TEXT, uri TEXT, rowid TEXT)',
    ],
  ])('is searched by SQL: a table %s', async (_, columns) => {
    const isComputed = columns.includes('plain');
    scene = await Scene.begin(
      `${queued}; CREATE TABLE cf_job_artifacts (${columns};
       INSERT INTO cf_job_artifacts (job_id, kind, name, ${isComputed ? 'plain' : 'uri'})
       VALUES (5, 'output', 'a', 'file:///needle'), (6, 'output', 'b', 'file:///other');
       ${columns.includes('rowid TEXT') ? 'UPDATE cf_job_artifacts SET rowid = 9000 * job_id' : ''}`,
    );
    expect((await lookOn('needle')).found).toMatchObject({ nth: 1, matches: 1 });
    scene.commit('DELETE FROM cf_job_artifacts WHERE job_id = 5');
    expect((await lookOn('needle')).found.matches).toBe(0);
  });

  it('is searched by SQL: a row whose number is beyond 2^53', async () => {
    await begin(
      outputs('cf_job_artifacts', 200, 'other'),
      `INSERT INTO cf_job_artifacts (rowid, job_id, kind, name, uri, created_at)
       VALUES (1 << 60, 5, 'output', 'a', 'file:///needle', 1)`,
    );
    expect((await lookOn('needle')).found.matches).toBe(1);
    scene.commit('DELETE FROM cf_job_artifacts WHERE job_id = 5');
    expect((await lookOn('needle')).found.matches).toBe(0);
  });
});
