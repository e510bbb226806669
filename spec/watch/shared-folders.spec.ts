import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FolderWatchOptions } from '../../lib/watch/folder-watch.js';
import { SharedFolders } from '../../lib/watch/shared-folders.js';
import { eventually } from '../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { testFolder } from '../support/test-folder.js';

/** Folders that are watched by nothing, with what was asked and what is to be done later. */
function scene() {
  const begun: FolderWatchOptions[] = [];
  const closed: string[][] = [];
  const waiting = new Set<() => void>();
  const folders = new SharedFolders(
    (_, action) => {
      waiting.add(action);
      return () => void waiting.delete(action);
    },
    (options) => {
      begun.push(options);
      return { close: async () => void closed.push([...options.names]) };
    },
  );
  const passTime = () => {
    const due = [...waiting];
    waiting.clear();
    for (const action of due) action();
  };
  const events: string[] = [];
  const watch = (who: string, folder = '/queues') =>
    folders.watch({
      folder,
      names: [who, `${who}-wal`],
      onEvent: (name) => void events.push(`${who}: ${name ?? 'begun'}`),
      onWrite: (name) => void events.push(`${who}: ${name ?? 'something'} written`),
      onError: (error) => void events.push(`${who}: ${String(error)}`),
    });
  return { begun, closed, events, watch, passTime, waiting };
}

describe('a folder with several databases', () => {
  it('is watched once, and each database gets the events of its own files', () => {
    const { begun, events, watch, passTime } = scene();
    watch('a');
    watch('b');
    watch('c', '/others');
    expect(begun).toEqual([]);
    passTime();
    expect(begun.map(({ folder, names }) => [folder, names])).toEqual([
      ['/queues', ['a', 'a-wal', 'b', 'b-wal']],
      ['/others', ['c', 'c-wal']],
    ]);
    begun[0]?.onEvent();
    begun[0]?.onEvent('b-wal');
    begun[0]?.onError('no more');
    expect(events).toEqual(['a: begun', 'b: begun', 'b: b-wal', 'a: no more', 'b: no more']);
  });

  it('passes each write to the database that owns the file, and unnamed ones to all', () => {
    const { begun, events, watch, passTime } = scene();
    watch('a');
    watch('b');
    passTime();
    begun[0]?.onWrite?.('b-wal');
    begun[0]?.onWrite?.('another');
    begun[0]?.onWrite?.();
    expect(events).toEqual(['b: b-wal written', 'a: something written', 'b: something written']);
  });

  it('is watched anew when a database comes or goes, and not at all when none is left', async () => {
    const { begun, closed, events, watch, passTime, waiting } = scene();
    const a = watch('a');
    passTime();
    const b = watch('b');
    passTime();
    expect(begun.map(({ names }) => names)).toEqual([
      ['a', 'a-wal'],
      ['a', 'a-wal', 'b', 'b-wal'],
    ]);
    await a.close();
    begun[1]?.onEvent('a');
    expect(events).toEqual([]);
    passTime();
    expect(begun[2]?.names).toEqual(['b', 'b-wal']);
    await b.close();
    await b.close();
    expect(closed).toEqual([
      ['a', 'a-wal'],
      ['a', 'a-wal', 'b', 'b-wal'],
      ['b', 'b-wal'],
    ]);
    expect(waiting.size).toBe(0);
    // One may come before the watch of the last one has ended.
    const last = watch('a');
    passTime();
    const ending = last.close();
    const next = watch('c');
    passTime();
    await ending;
    await next.close();
    expect(closed.slice(3)).toEqual([
      ['a', 'a-wal'],
      ['c', 'c-wal'],
    ]);
  });

  it('is never watched if all databases are closed before', async () => {
    const { begun, watch, passTime } = scene();
    await watch('a').close();
    passTime();
    expect(begun).toEqual([]);
  });
});

describe('a real folder with several databases', () => {
  let leaks: LeakWatch;
  let folder: string;

  beforeEach(() => {
    folder = join(testFolder(), 'queues');
    mkdirSync(folder);
    leaks = watchForLeaks();
  });

  afterEach(() => leaks.expectNone());

  it('passes each database the events of its own files', async () => {
    const folders = new SharedFolders();
    const events: string[] = [];
    const begin = (who: string) =>
      folders.watch({
        folder,
        names: [who],
        onEvent: (name) => void events.push(`${who}: ${name ?? 'begun'}`),
        onError: (error) => void events.push(String(error)),
      });
    const watches = ['a', 'b'].map(begin);
    await eventually(
      () => events.length === 2,
      () => `both begun: ${events}`,
    );
    writeFileSync(join(folder, 'b'), 'x');
    writeFileSync(join(folder, 'stranger'), 'x');
    await eventually(
      () => events.length > 2,
      () => `an event: ${events}`,
    );
    await Promise.all(watches.map((watch) => watch.close()));
    expect(new Set(events)).toEqual(new Set(['a: begun', 'b: begun', 'b: b']));
  });
});
