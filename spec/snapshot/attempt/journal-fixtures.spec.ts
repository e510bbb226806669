import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { superJournalName } from '../../support/journal-file.js';
import { NativeWriter } from '../../support/native-writer.js';
import { testFolder } from '../../support/test-folder.js';

/** What each journal makes of the database beside it: the state it takes it back to, or the one it leaves. */
const expected: Readonly<Record<string, keyof typeof states>> = {
  good: 'before',
  'truncated-to-nothing': 'after',
  'header-zeroed': 'after',
  'several-segments': 'before',
  'several-segments-large-sectors': 'before',
  'count-open-ended': 'before',
  'record-checksum-mismatch': 'before',
  'record-truncated': 'before',
  'not-synced': 'before',
  'second-segment-not-synced': 'before',
  'count-zero-grown-database': 'before',
  'shrunk-database': 'later',
  'other-page-size': 'before',
  'shorter-than-a-header': 'after',
};

async function nativeNotes(path: string): Promise<unknown> {
  const native = await NativeWriter.start(path);
  const notes = notesFrom(await native.all(notesQuery));
  await native.close();
  return notes;
}

afterEach(() => NativeWriter.killAll());

describe('the rollback journal', () => {
  it('has an expectation for every fixture', () => {
    expect(Object.keys(expected).sort()).toEqual(fixtureNames('journal'));
  });

  it.each(Object.entries(expected))('%s shows the notes %s', async (name, state) => {
    const folder = fixtureFolder('journal', name);
    const files = contentOfFolder(folder);
    const database = new LiveDatabase(`${folder}/note.db`);
    expect(await database.read(readNotes)).toMatchObject({ kind: 'value', value: states[state] });
    await database.close();
    expect(contentOfFolder(folder)).toEqual(files);
  });

  it.each(Object.entries(expected))('%s: SQLite itself recovers the notes %s', async (name, state) => {
    expect(await nativeNotes(copyFixture('journal', name, testFolder()))).toEqual(states[state]);
  });

  it('rolls back while the super-journal that it names is there', async () => {
    const folder = testFolder();
    const path = copyFixture('journal', 'good', folder);
    const superJournal = join(folder, 'note.db-mj5EED0000');
    writeFileSync(superJournal, `${path}-journal\0`);
    appendFileSync(`${path}-journal`, superJournalName(superJournal));
    const database = new LiveDatabase(path);
    expect(await database.read(readNotes)).toMatchObject({ kind: 'value', value: states.before });
    expect(await nativeNotes(path)).toEqual(states.before);
  });

  it('counts for nothing when the super-journal that it names is gone', async () => {
    const folder = testFolder();
    const path = copyFixture('journal', 'good', folder);
    appendFileSync(`${path}-journal`, superJournalName(join(folder, 'note.db-mj5EED0000')));
    const database = new LiveDatabase(path);
    expect(await database.read(readNotes)).toMatchObject({ kind: 'value', value: states.after });
    expect(await nativeNotes(path)).toEqual(states.after);
  });
});
