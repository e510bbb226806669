import { expect, it } from '@jest/globals';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
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
import { folderForEach } from '../../support/folder-for-each.js';
import { NativeWriter } from '../../support/native-writer.js';

/** What each file beside a database makes of it: a state of the notes. */
export type Expected = Readonly<Record<string, keyof typeof states>>;

/** The notes that native SQLite finds. */
export async function nativeNotes(path: string): Promise<unknown> {
  const native = await NativeWriter.start(path);
  try {
    return notesFrom(await native.all(notesQuery));
  } finally {
    await native.close();
  }
}

/** Tests that every fixture of a kind but `others` is read as expected, and so by SQLite but for `notByNative`. */
export function itReadsFixtures(
  kind: FixtureKind,
  expected: Expected,
  { others = [] as readonly string[], notByNative = new Set<string>() } = {},
): void {
  const own = folderForEach();

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
    expect(await nativeNotes(copyFixture(kind, name, own.path))).toEqual(states[state]);
  });
}
