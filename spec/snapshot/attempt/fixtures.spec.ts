import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import {
  contentOfFolder,
  copyFixture,
  type FixtureKind,
  fixtureFolder,
  fixtureNames,
  notesFrom,
  notesQuery,
  readNotes,
  states,
} from '../../support/fixture.js';
import { superJournalName } from '../../support/journal-file.js';
import { NativeWriter } from '../../support/native-writer.js';
import { demand } from '../../support/needed-programs.js';
import { testFolder } from '../../support/test-folder.js';

/** What each file beside a database makes of it: a state of the notes. */
type Expected = Readonly<Record<string, keyof typeof states>>;

/** The notes that native SQLite finds. */
async function nativeNotes(path: string): Promise<unknown> {
  const native = await NativeWriter.start(path);
  try {
    return notesFrom(await native.all(notesQuery));
  } finally {
    await native.close();
  }
}

/** Tests that every fixture of a kind but `others` is read as expected, and so by SQLite but for `notByNative`. */
function itReadsFixtures(
  kind: FixtureKind,
  expected: Expected,
  { others = [] as readonly string[], notByNative = new Set<string>() } = {},
): void {
  it('has an expectation for every fixture', () => {
    expect([...Object.keys(expected), ...others].sort()).toEqual(fixtureNames(kind));
  });

  it.each(Object.entries(expected))('of the kind %s leads to the notes %s', async (name, state) => {
    const folder = fixtureFolder(kind, name);
    const files = contentOfFolder(folder);
    const database = new LiveDatabase(`${folder}/note.db`);
    for (let times = 0; times < 2; times += 1)
      expect(await database.read(readNotes)).toMatchObject({ kind: 'value', value: states[state] });
    await database.close();
    expect(contentOfFolder(folder)).toEqual(files);
  });

  const byNative = Object.entries(expected).filter(([name]) => !notByNative.has(name));
  it.each(byNative)('of the kind %s is recovered by SQLite to the notes %s', async (name, state) => {
    expect(await nativeNotes(copyFixture(kind, name, testFolder()))).toEqual(states[state]);
  });
}

/** The WAL good goes from the notes before to after, and on to later. */
const byWal: Expected = {
  ...{ good: 'later', 'big-endian': 'later', 'salt-mismatch': 'after', 'frame-checksum-mismatch': 'after' },
  ...{ 'header-checksum-mismatch': 'before', 'bad-magic': 'before', 'truncated-frame': 'after' },
  ...{ 'truncated-header': 'before', 'empty-log': 'before', 'uncommitted-tail': 'after' },
  ...{ 'shrunk-database': 'shrunk', 'grown-database': 'after', 'restarted-with-old-frames-behind': 'later' },
  ...{ 'restarted-with-old-frames-only': 'later', 'claims-rollback-mode': 'later' },
  ...{ 'commit-past-shared-memory': 'after', 'shared-memory-torn': 'later', 'shared-memory-short': 'later' },
  'restart-announced': 'later',
};

/** SQLite discards shared memory that nobody has open, so it can't show what these mean. */
const notByNative = new Set(['commit-past-shared-memory', 'restart-announced']);

describe('a WAL', () => {
  itReadsFixtures('wal', byWal, { others: ['empty-database'], notByNative });

  it('is ignored beside a main file without a byte', async () => {
    const path = `${fixtureFolder('wal', 'empty-database')}/note.db`;
    const database = new LiveDatabase(path);
    expect(await database.read(readNotes)).toMatchObject({
      kind: 'problem',
      problem: { code: 'empty', file: path },
    });
  });
});

/** What each journal makes of the database beside it: the state it takes it back to, or the one it leaves. */
const expected: Expected = {
  ...{ good: 'before', 'truncated-to-nothing': 'after', 'header-zeroed': 'after' },
  ...{ 'several-segments': 'before', 'several-segments-large-sectors': 'before' },
  ...{ 'count-open-ended': 'before', 'record-checksum-mismatch': 'before', 'record-truncated': 'before' },
  ...{ 'not-synced': 'before', 'second-segment-not-synced': 'before', 'count-zero-grown-database': 'before' },
  ...{ 'shrunk-database': 'later', 'other-page-size': 'before', 'shorter-than-a-header': 'after' },
};

/** All pages as a reader sees them; null if one is missing. */
async function pagesOf(main: Buffer, journal: Buffer): Promise<Buffer | null> {
  const files = new FilesInMemory();
  files.write('db', main);
  files.write('db-journal', journal);
  files.clock += 5000;
  const live = new LiveDatabase('db', () => files.clock, undefined, files);
  const reading = await live.readPages((attempt) => {
    const pages: Uint8Array[] = [];
    while (pages.length * attempt.pageSize < attempt.length) pages.push(attempt.page(pages.length + 1));
    return Buffer.concat(pages);
  });
  await live.close();
  return reading.kind === 'value' ? reading.value : null;
}

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

  it('that is cut or damaged anywhere leads to what SQLite rolls back, or to a problem', async () => {
    demand('better-sqlite3');
    const path = join(testFolder(), 'note.db');
    const [which, at] = [fc.constantFrom(...Object.keys(expected)), fc.oneof(fc.nat(600), fc.nat(65_535))];
    let same = 0;
    await fc.assert(
      fc.asyncProperty(which, at, fc.option(fc.nat(255)), async (name, at, byte) => {
        const main = readFileSync(join(fixtureFolder('journal', name), 'note.db'));
        const whole = readFileSync(join(fixtureFolder('journal', name), 'note.db-journal'));
        const place = at % (whole.length + 1);
        const journal = Buffer.from(byte === null ? whole.subarray(0, place) : whole);
        if (byte !== null && place < whole.length) journal[place] = byte;
        const pages = await pagesOf(main, journal);
        writeFileSync(path, main);
        writeFileSync(`${path}-journal`, journal);
        await nativeNotes(path).catch(() => 'damaged');
        if (pages === null) return;
        same += 1;
        expect(statSync(path).size === pages.length && readFileSync(path).equals(pages)).toBe(true);
      }),
      { numRuns: Number(process.env.JOURNAL_RUNS ?? 100) },
    );
    expect(same).toBeGreaterThan(50);
  });
});
