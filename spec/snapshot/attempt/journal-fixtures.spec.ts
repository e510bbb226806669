import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { copyFixture, readNotes, states } from '../../support/fixture.js';
import { superJournalName } from '../../support/journal-file.js';
import { testFolder } from '../../support/test-folder.js';
import { type Expected, itReadsFixtures, nativeNotes } from './fixture-cases.js';

/** What each journal makes of the database beside it: the state it takes it back to, or the one it leaves. */
const expected: Expected = {
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

describe('a rollback journal', () => {
  itReadsFixtures('journal', expected);

  it.each([
    ['is in force while the super-journal that it names exists', true, 'before'],
    ['is void once the super-journal that it names is gone', false, 'after'],
  ] as const)('%s', async (_, exists, state) => {
    const folder = testFolder();
    const path = copyFixture('journal', 'good', folder);
    const superJournal = join(folder, 'note.db-mj5EED0000');
    if (exists) writeFileSync(superJournal, `${path}-journal\0`);
    appendFileSync(`${path}-journal`, superJournalName(superJournal));
    const database = new LiveDatabase(path);
    expect(await database.read(readNotes)).toMatchObject({ kind: 'value', value: states[state] });
    await database.close();
    expect(await nativeNotes(path)).toEqual(states[state]);
  });
});
