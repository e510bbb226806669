import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { filesAmong, filesUnder, type SqlFiles, sqlFiles } from '../../lib/schema/sql-files.js';

const root = new URL('../../../schema/', import.meta.url);
const folders = readdirSync(root);
const files = filesUnder(root);
const names = folders.flatMap((folder) => files.names(folder));
const texts = Object.fromEntries(names.map((name) => [name, files.text(name)]));

const ways: [string, SqlFiles][] = [
  ['from files', files],
  ['from the bundle', filesAmong(texts)],
];

describe.each(ways)('the store of SQL texts %s', (_, found) => {
  it('returns the text of every file in schema/', () => {
    expect(names.length).toBeGreaterThan(100);
    expect(names.map((name) => found.text(name))).toEqual(Object.values(texts));
    expect(found.text('queries/counts')).toMatch(/^-- \w.*\nSELECT/s);
  });

  it('lists the names of a folder in order', () => {
    for (const folder of folders) expect(found.names(folder)).toEqual(files.names(folder));
    expect(found.names('indexes')[0]).toMatch(/^indexes\/ix_/);
    expect(found.names('indexes')).toEqual(found.names('indexes').toSorted());
  });

  it('lists no names for an unknown folder', () => {
    expect(found.names('nowhere')).toEqual([]);
    expect(found.names('quer')).toEqual([]);
  });

  it('throws an error with the file’s name for an unknown text', () => {
    expect(() => found.text('queries/nowhere')).toThrow('queries/nowhere.sql');
    expect(() => found.text('toString')).toThrow('toString.sql');
  });
});

it('the SQL texts are read from files where the program is not bundled', () => {
  expect(sqlFiles.text('fragments/job_kept')).toBe(texts['fragments/job_kept']);
});
