import { describe, expect, it } from '@jest/globals';
import { memoryKey } from '../../lib/start/databases.js';

const under = (...databases: readonly { readonly name: string; readonly given: string }[]) =>
  memoryKey(databases, { folder: '/queues' });

describe('the name under which choices for several databases are kept', () => {
  const one = { name: 'one', given: 'ssh://etl/srv/one.db' };
  const two = { name: 'two', given: 'ssh://etl/srv/two.db' };
  const here = { name: 'here', given: 'here.db' };

  it('is the same in any order of the databases, from any folder', () => {
    expect(under(one, here)).toBe(under({ ...here, given: '/queues/here.db' }, one));
  });

  it('differs between databases of one host, and between names of the same databases', () => {
    expect(under(one, here)).not.toBe(under(two, here));
    expect(under(one, { ...here, name: 'live' })).not.toBe(under(one, here));
  });
});
