import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Queryable } from '../../lib/snapshot/port.js';

/** Kinds of binary fixtures: each case is a folder with a database `note.db` and its other files. */
export type FixtureKind = 'wal' | 'journal';

const root = new URL('../../../spec/fixtures/', import.meta.url);

/** The names of all cases of a kind. */
export function fixtureNames(kind: FixtureKind): string[] {
  return readdirSync(new URL(`${kind}/`, root)).sort();
}

/** The folder of a case in the source tree. */
export function fixtureFolder(kind: FixtureKind, name: string): string {
  return fileURLToPath(new URL(`${kind}/${name}`, root));
}

/** Copies a case's files into a folder; returns the database's path there. */
export function copyFixture(kind: FixtureKind, name: string, folder: string): string {
  cpSync(fixtureFolder(kind, name), folder, { recursive: true });
  return join(folder, 'note.db');
}

/** Every file in a folder with its bytes in hex: none of it may change while a reader reads. */
export function contentOfFolder(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('hex')]),
  );
}

/** The numbers of notes by their text, as in `{ before: '1 2 4' }`: this is how the fixtures' states differ. */
export type Notes = Readonly<Record<string, string>>;

/** The fixtures' states, in the order in which they follow each other. */
export const states = {
  before: { before: '1 2 3 4 5 6 7 8 9' },
  after: { after: '3 6 9 10 11', before: '1 2 4 5 7 8' },
  later: { after: '3 6 9 10', before: '2 4 5 7 8', later: '1 11' },
  shrunk: { after: '6', later: '1 11' },
} as const satisfies Record<string, Notes>;

/** One row for each text, with the notes that have it. */
export const notesQuery = `
  SELECT text, group_concat(id, ' ') AS ids FROM (SELECT * FROM note ORDER BY id) GROUP BY text ORDER BY text`;

/** Turns the rows of {@link notesQuery} into the form of {@link states}. */
export function notesFrom(rows: readonly Readonly<Record<string, unknown>>[]): Notes {
  return Object.fromEntries(rows.map(({ text, ids }) => [String(text), String(ids)]));
}

/** The notes in a snapshot. Throws if SQLite finds an error in any page. */
export function readNotes(database: Queryable): Notes {
  const check = database.all('PRAGMA integrity_check');
  if (check[0]?.integrity_check !== 'ok') throw new Error(JSON.stringify(check));
  return notesFrom(database.all(notesQuery));
}
