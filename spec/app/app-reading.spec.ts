import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Found } from '../../lib/model/picture.js';
import type { ReadProblemCode } from '../../lib/model/problem.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import { countingPictureOf, pictureOf, sceneJobs } from '../view/scene.js';
import { good, settled, World } from './app-world.js';

const problem = (code: ReadProblemCode): ReadResult => ({
  kind: 'problem',
  problem: problemOf(code, '/data/jobs.sqlite3'),
});
const missing = problem('missing');

describe('the app and the reader', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.started();
  });

  const foundBy = async (found: Found) =>
    world.reads.at(-1)?.answer({ kind: 'picture', picture: { ...pictureOf(sceneJobs), found } });

  it('reads again at once while the queue is being counted, however long reads take', async () => {
    world.changedAtLast();
    world.steady += 5000;
    await world.reads[0]?.answer({ kind: 'picture', picture: countingPictureOf(sceneJobs) });
    expect(world.screen()).toContain('│  counting…  ');
    expect(world.reads).toHaveLength(2);
    await world.reads[1]?.answer(good);
    expect(world.screen()).toContain('1 failed');
    expect(world.reads).toHaveLength(2);
  });

  it('reads again at once until a search is complete, and shows what it has found so far', async () => {
    world.app.key('/');
    world.app.key('e');
    await settled();
    const begun = world.reads.length;
    expect(world.reads.at(-1)?.request.anchor).toMatchObject({ kind: 'match', text: 'e' });
    await foundBy({ index: null, nth: null, matches: 0, searched: 0.2 });
    expect(world.screen()).toContain('no match so far, 20%');
    expect(world.reads.length).toBe(begun + 1);
    await foundBy({ index: 2, nth: null, matches: 7, searched: 0.4 });
    expect(world.screen()).toContain('7 matches so far, 40%');
    expect(world.app.state.selection.index).toBe(2);
    expect(world.reads.length).toBe(begun + 2);
    await foundBy({ index: 2, nth: 2, matches: 9 });
    expect(world.screen()).toContain('2/9 matches');
    expect(world.reads.length).toBe(begun + 2);
  });

  it('reads what a typed filter lists once typing pauses, and what one by the clock does as time passes', async () => {
    for (const key of ['f', '/', ...'since:10m']) world.app.key(key);
    await settled();
    const begun = world.reads.length;
    world.tick(150);
    await settled();
    expect(world.reads.length).toBe(begun + 1);
    expect(world.reads.at(-1)?.request.filter.since).toEqual({ kind: 'ago', ms: 600_000 });
    await world.reads.at(-1)?.answer(good);
    const { connection } = world.app.state;
    if (connection.kind !== 'live') throw new Error(connection.kind);
    world.steady += 60_000;
    world.time = connection.picture.asOf;
    world.tick(1000);
    await settled();
    expect(world.reads.length).toBe(begun + 1);
    world.time = connection.picture.asOf + 6000;
    world.tick(1000);
    await settled();
    expect(world.reads.length).toBe(begun + 2);
    await world.reads.at(-1)?.answer(good);
  });

  it('does not read on for a search that was cancelled', async () => {
    world.app.key('/');
    world.app.key('e');
    await settled();
    const found = { index: 2, nth: null, matches: 7, searched: 0.4 };
    await foundBy(found);
    world.app.key('Escape');
    await foundBy(found);
    expect(world.reads.at(-1)?.request.anchor.kind).not.toBe('match');
    await world.reads.at(-1)?.answer({ kind: 'picture', picture: pictureOf(sceneJobs) });
    expect(world.screen()).not.toContain('so far');
    const { length } = world.reads;
    await settled();
    expect(world.reads.length).toBe(length);
  });

  it('reads for a key at once, however long the last read took', async () => {
    world.changedAtLast();
    world.steady += 5000;
    await world.reads[0]?.answer(good);
    world.changed();
    world.app.refresh();
    await settled();
    expect(world.reads).toHaveLength(1);
    world.app.key('m');
    expect(world.reads).toHaveLength(2);
  });

  it('shows the age of an overtaken picture while a read takes long', async () => {
    world.changedAtLast();
    world.time += 1999;
    world.tick(1000);
    expect(world.screen()).not.toContain('as of');
    world.time += 1;
    // Ages tick once in five seconds while nothing happens: this frame comes of its own.
    world.tick(2000);
    expect(world.screen()).toContain('as of 2s ago');
    expect(world.screen()).toContain(' stale ');
    world.time += 2000;
    world.tick(1000);
    expect(world.screen()).toContain('as of 4s ago');
    world.changed();
    world.time += 500;
    // The age is that of the first change which the read may have missed.
    world.changed();
    await world.reads[0]?.answer(good);
    expect(world.screen()).not.toContain('as of');
    world.time += 1500;
    world.tick(1500);
    expect(world.screen()).toContain('as of 2s ago');
  });

  it('shows the age of a picture that is overtaken before it may be read again', async () => {
    world.overtaken();
    world.time += 2000;
    world.tick(2000);
    expect(world.screen()).toContain('as of 2s ago');
    await settled();
    expect(world.reads).toHaveLength(0);
  });

  it('shows no frame for the progress of a refresh', () => {
    const shown = world.frames.length;
    world.app.noteProgress({ bytesRead: 5, databaseBytes: 10 });
    expect(world.frames).toHaveLength(shown);
  });

  it('has one read under way, and reads once more after many changes meanwhile', async () => {
    world.changedAtLast();
    for (let change = 0; change < 10; change += 1) world.changed();
    await settled();
    expect(world.reads).toHaveLength(1);
    await world.reads[0]?.answer(good);
    expect(world.reads).toHaveLength(2);
    for (let change = 0; change < 10; change += 1) world.changed();
    await world.reads[1]?.answer(good);
    expect(world.reads).toHaveLength(2);
    world.steady += 200;
    world.tick(200);
    expect(world.reads).toHaveLength(3);
    await world.reads[2]?.answer(good);
    expect(world.timerOf(200)).toBeUndefined();
    expect(world.reads).toHaveLength(3);
  });

  it('keeps the last picture with its age when a read fails', async () => {
    world.changedAtLast();
    await world.reads[0]?.answer(missing);
    world.time += 2000;
    world.tick(1000);
    expect(world.screen()).toContain('✗ PARSE    fix_parser v1.2');
    expect(world.screen()).toContain('as of 2s ago');
  });

  it('logs the system’s words for each failed read, and when reads succeed again', async () => {
    world.changedAtLast();
    const problem = problemOf('failed', '/data/jobs.sqlite3', 'EIO: i/o error');
    await world.reads[0]?.answer({ kind: 'problem', problem });
    world.changedAtLast();
    await world.reads[1]?.answer(good);
    world.changedAtLast();
    await world.reads[2]?.answer(good);
    world.degraded('No events', 'ENOSPC');
    expect(world.notes).toEqual([
      'read.failed {"code":"failed","file":"/data/jobs.sqlite3","detail":"EIO: i/o error"}',
      'read.recovered {"after":"failed"}',
      'watch.degraded {"sentence":"No events","detail":"ENOSPC"}',
    ]);
  });

  it.each(['busy', 'failed'] as const)(
    'reads again by itself after the problem %s, after missing only once something changes',
    async (code) => {
      world.changedAtLast();
      await world.reads[0]?.answer(missing);
      expect(world.timerOf(500)).toBeUndefined();
      world.changedAtLast();
      await world.reads[1]?.answer(problem(code));
      world.tick(500);
      await settled();
      expect(world.reads).toHaveLength(3);
    },
  );
});
