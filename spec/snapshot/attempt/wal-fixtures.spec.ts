import { afterEach, describe, expect, it } from '@jest/globals';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import {
  contentOfFolder,
  copyFixture,
  fixtureFolder,
  fixtureNames,
  notesFrom,
  notesQuery,
  readNotes,
  states,
} from '../../support/fixture.js';
import { NativeWriter } from '../../support/native-writer.js';
import { testFolder } from '../../support/test-folder.js';

/** What each log makes of the database beside it. The log good of them goes from before to after, and on to later. */
const expected: Readonly<Record<string, keyof typeof states>> = {
  good: 'later',
  'big-endian': 'later',
  'salt-mismatch': 'after',
  'frame-checksum-mismatch': 'after',
  'header-checksum-mismatch': 'before',
  'bad-magic': 'before',
  'truncated-frame': 'after',
  'truncated-header': 'before',
  'empty-log': 'before',
  'uncommitted-tail': 'after',
  'shrunk-database': 'shrunk',
  'grown-database': 'after',
  'restarted-with-old-frames-behind': 'later',
  'restarted-with-old-frames-only': 'later',
  'claims-rollback-mode': 'later',
  'commit-past-shared-memory': 'after',
  'shared-memory-torn': 'later',
  'shared-memory-short': 'later',
  'restart-announced': 'later',
};

/** SQLite throws the shared memory away where nobody has it open, so that its word says nothing about these. */
const withLiveWriter = new Set(['commit-past-shared-memory', 'restart-announced']);

afterEach(() => NativeWriter.killAll());

describe('the write-ahead log', () => {
  it('has an expectation for every fixture', () => {
    expect([...Object.keys(expected), 'empty-database'].sort()).toEqual(fixtureNames('wal'));
  });

  it.each(Object.entries(expected))('%s shows the notes %s', async (name, state) => {
    const folder = fixtureFolder('wal', name);
    const files = contentOfFolder(folder);
    const database = new LiveDatabase(`${folder}/note.db`);
    expect(await database.read(readNotes)).toMatchObject({ kind: 'value', value: states[state] });
    expect(await database.read(readNotes)).toMatchObject({ kind: 'value', value: states[state] });
    await database.close();
    expect(contentOfFolder(folder)).toEqual(files);
  });

  it('counts for nothing beside a database without a byte', async () => {
    const path = `${fixtureFolder('wal', 'empty-database')}/note.db`;
    const database = new LiveDatabase(path);
    expect(await database.read(readNotes)).toMatchObject({
      kind: 'problem',
      problem: { code: 'empty', file: path },
    });
  });

  const byNative = Object.entries(expected).filter(([name]) => !withLiveWriter.has(name));
  it.each(byNative)('%s: SQLite itself recovers the notes %s', async (name, state) => {
    const native = await NativeWriter.start(copyFixture('wal', name, testFolder()));
    expect(notesFrom(await native.all(notesQuery))).toEqual(states[state]);
    await native.close();
  });
});
