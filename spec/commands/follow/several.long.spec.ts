import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FollowOptions } from '../../../lib/commands/follow.js';
import { createDatabase } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { NativeWriter } from '../../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';
import { linesOf, type Run, since, startFollow, told } from './runs.js';

let folder: TemporaryFolder;
let leaks: LeakWatch;
let writers: ReadonlyMap<string, NativeWriter>;
let runs: Run[] = [];

const rows = [
  { id: 1, plugin_name: 'fix_parser', status: 'QUEUED' },
  { id: 2, plugin_name: 'fix_parser', status: 'QUEUED' },
];

beforeEach(async () => {
  leaks = watchForLeaks();
  folder = temporaryFolder();
  const opened = new Map<string, NativeWriter>();
  for (const name of ['a', 'b']) {
    await createDatabase(pathOf(name), { rows });
    const writer = await NativeWriter.start(pathOf(name));
    // Its files stay as long as they are watched.
    await writer.exec('CREATE TABLE opened (at)');
    opened.set(name, writer);
  }
  writers = opened;
});

afterEach(async () => {
  for (const run of runs) run.pipe.breakOff();
  // Whoever reads no more is noticed with the next line.
  await set('a', 1, 'CANCELLED');
  await Promise.all(runs.map(({ ended }) => ended));
  runs = [];
  await NativeWriter.killAll();
  await leaks.expectNone();
  folder.remove();
});

const pathOf = (name: string) => folder.file(`${name}.sqlite3`);

async function set(name: string, id: number, status: string): Promise<void> {
  await writers.get(name)?.exec(`UPDATE cf_processing_queue SET status = '${status}' WHERE id = ${id}`);
}

function begin(order: Partial<FollowOptions> = {}, names: readonly string[] = ['a', 'b']): Run {
  const run = startFollow(names.map(pathOf), folder.file('state'), order);
  runs.push(run);
  return run;
}

/** Resolves when what a run has printed makes this true. */
const heard = (run: Run, isSo: () => boolean) => eventually(isSo, () => run.pipe.lines.join('\n'));
const jobs = (run: Run) =>
  told(run)
    .filter(({ type }) => type === 'job')
    .map(({ database, id, from, to }) => `${database} ${id} ${from}→${to}`);

describe('follow, with several databases', () => {
  it('names the database in each line of JSON', async () => {
    const run = begin();
    await linesOf(run, 2);
    await set('a', 1, 'RUNNING');
    await linesOf(run, 4);
    await set('b', 2, 'FAILED');
    await heard(run, () => told(run).at(-1)?.database === 'b' && told(run).at(-1)?.type === 'counts');
    expect(jobs(run)).toEqual(['a 1 queued→running', 'b 2 queued→failed']);
    const snapshots = told(run).slice(0, 2);
    expect(snapshots.map(({ type, database, path }) => [type, database, path]).sort()).toEqual([
      ['snapshot', 'a', pathOf('a')],
      ['snapshot', 'b', pathOf('b')],
    ]);
  });

  it('names the database in each sentence', async () => {
    const run = begin({ format: 'text' });
    await linesOf(run, 2);
    await set('b', 1, 'RUNNING');
    await linesOf(run, 3);
    expect(run.pipe.lines[2]).toMatch(/ UTC: b: Job 1, parse fix_parser, is running\.$/);
  });

  it('continues all databases after one cursor, in any order, and a new one from now on', async () => {
    const first = begin();
    await linesOf(first, 2);
    await set('a', 1, 'RUNNING');
    await linesOf(first, 4);
    await set('b', 1, 'RUNNING');
    await linesOf(first, 6);
    const cursors = told(first).map(({ cursor }) => cursor);
    // After the change in `a`, before the one in `b`.
    const between = begin(since(cursors[2]), ['b', 'a']);
    await heard(
      between,
      () => jobs(between).length > 0 && told(between).filter(({ type }) => type === 'snapshot').length === 2,
    );
    const end = begin(since(cursors.at(-1)));
    await linesOf(end, 2);
    await set('a', 2, 'RUNNING');
    await linesOf(end, 4);
    expect(jobs(between).slice(0, 1)).toEqual(['b 1 queued→running']);
    expect(jobs(end)).toEqual(['a 2 queued→running']);

    const [ofA] = String(cursors[0]).split(',');
    const other = begin(since(ofA));
    await heard(other, () =>
      told(other).some(({ type, database }) => type === 'gap' && database !== undefined),
    );
    const gaps = told(other).filter(({ type }) => type === 'gap');
    expect(gaps).toHaveLength(1);
  });

  it('waits for a database that cannot be read, and reports changes of the others', async () => {
    const run = begin({}, ['a', '.']);
    await heard(
      run,
      () =>
        told(run).some(({ type }) => type === 'connection') &&
        told(run).some(({ type }) => type === 'snapshot'),
    );
    await set('a', 1, 'RUNNING');
    await heard(run, () => jobs(run).length === 1);
    const lost = told(run).find(({ type }) => type === 'connection');
    expect(lost).toMatchObject({ state: 'lost', problem: { code: 'missing' } });
  });
});
