import { expect, it } from '@jest/globals';
import { pathsAndIds } from '../../lib/cli/paths-and-ids.js';

it.each([
  [['queue', '5', '6'], ['queue'], ['5', '6']],
  [['queue', 'abc'], ['queue'], ['abc']],
  [['abc', 'odd.db'], ['odd.db'], ['abc']],
  [['postgres://host:5432', '5'], ['postgres://host:5432'], ['5']],
  [['a.db', 'b.sqlite3', '17'], ['a.db', 'b.sqlite3'], ['17']],
  [['a.db', '17', './b'], ['a.db', './b'], ['17']],
  [['17'], [], ['17']],
  [['night:17', 'a/b:18', 'a.db:-1'], [], ['night:17', 'a/b:18', 'a.db:-1']],
  [
    ['ssh://host', 'ssh://me@host:22', 'SSH://h:22/q', '3'],
    ['ssh://host', 'ssh://me@host:22', 'SSH://h:22/q'],
    ['3'],
  ],
  [['./17', '17/q'], ['./17', '17/q'], []],
  [['queue', 'night:x'], ['queue'], ['night:x']],
  [['.', '..'], ['.'], ['..']],
  [[], [], []],
])('the words %j name the databases %j and the jobs %j', (words, paths, ids) => {
  expect(pathsAndIds(words)).toEqual({ paths, ids });
});
