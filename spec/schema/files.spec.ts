import { describe, expect, it } from '@jest/globals';
import { additionsIn } from '../../lib/actions/addition.js';
import { sqlNames } from '../../lib/schema/sql-files.js';
import { sqlText } from '../../lib/schema/statement.js';

describe('the schema folder', () => {
  const folders = ['tables', 'migrations', 'indexes', 'fragments', 'queries', 'actions', 'logs', 'demo'];
  for (const folder of [...folders, 'postgres', 'postgres/actions', 'postgres/fragments', 'postgres/logs'])
    it(`${folder}/ holds only files that begin with a comment`, () => {
      const names = sqlNames(folder);
      expect(names).not.toEqual([]);
      for (const name of names)
        expect([name, sqlText(name)]).toEqual([name, expect.stringMatching(/^-- \w/)]);
    });

  it('holds only migrations that add tables, columns, indexes or triggers', () => {
    for (const name of [
      ...sqlNames('migrations'),
      ...sqlNames('postgres/migrations'),
      ...sqlNames('postgres/tables'),
    ])
      expect([name, additionsIn(sqlText(name))]).not.toEqual([name, []]);
    expect(() => additionsIn('DROP TABLE cf_processing_queue')).toThrow('DROP TABLE');
    expect(() => additionsIn(`CREATE TABLE a (b); UPDATE a SET b = 1`)).toThrow('UPDATE');
  });

  it('holds no query whose limit or pattern is a bare parameter, for which SQLite compiles again', () => {
    // For a plan that would fit the value that was given. `+:limit` is no parameter but a sum, which it doesn't look
    // into.
    for (const name of [...sqlNames('queries'), ...sqlNames('fragments')])
      expect([name, sqlText(name).match(/\b(LIMIT|OFFSET|GLOB|LIKE)\s+:\w+/g)]).toEqual([name, null]);
  });

  it('has no names for a folder that does not exist', () => {
    expect(sqlNames('no-such-folder')).toEqual([]);
  });
});
