import { expect, it } from '@jest/globals';
import { namedDatabases } from '../../lib/sources/database-names.js';

const namesOf = (...paths: readonly string[]) =>
  namedDatabases(paths.map((path) => ({ path }))).map(({ name }) => name);

it('a database on a server is named without user, port and parameters', () => {
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

it('a database on a host is named without user and port, by its decoded path', () => {
  expect(namesOf('ssh://me@there:2222/~/my%20queue.db', 'a/other.sqlite')).toEqual(['my queue', 'other']);
  expect(namesOf('a.db', 'ssh://me@there/~/a.db', 'ssh://[::1]:22/srv/a.db')).toEqual([
    'a',
    'there/a',
    'srv/a',
  ]);
  expect(namesOf('ssh://me@a.example', 'ssh://a.example:22/', 'ssh://[::1]')).toEqual([
    'a.example',
    'a.example 2',
    '[::1]',
  ]);
  expect(namesOf('ssh://me@there/x.db', 'ssh://you@there/x.db', 'y/x.db')).toEqual([
    'there/x',
    'there/x 2',
    'y/x',
  ]);
  expect(namesOf('ssh://there/100%.db', 'x.db')).toEqual(['100%', 'x']);
});
