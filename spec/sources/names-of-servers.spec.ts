import { expect, it } from '@jest/globals';
import { namedDatabases } from '../../lib/sources/database-names.js';

const namesOf = (...paths: readonly string[]) =>
  namedDatabases(paths.map((path) => ({ path }))).map(({ name }) => name);

it('databases on servers are named without who reads them and how', () => {
  expect(namesOf('postgres://me@there:5433/queue?schema=jobs&sslmode=require', 'a/other.sqlite')).toEqual([
    'queue',
    'other',
  ]);
  expect(namesOf('postgres://me@one/queue?port=1', 'postgresql://me@two/queue')).toEqual([
    'one/queue',
    'two/queue',
  ]);
  expect(namesOf('postgres://there?service=a@b', 'x.db')).toEqual(['there', 'x']);
});
