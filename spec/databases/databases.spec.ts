import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { DatabaseAddress } from '../../lib/commands/database.js';
import { listed } from '../../lib/databases/address-list.js';
import { awaited, memoryKey, slowMs } from '../../lib/databases/databases.js';
import { eachOf } from '../../lib/databases/several-queues.js';
import type { HostReaders, HostReadersParts } from '../../lib/hosts/host-readers.js';
import { ownQueue } from '../../lib/model/limits.js';
import { openHost } from '../../lib/start/start.js';
import { ManualClock } from '../hosts/manual-clock.js';
import { testFolder } from '../support/test-folder.js';

const under = (...databases: Parameters<typeof memoryKey>[0]) => memoryKey(databases, { folder: '/queues' });

describe('the name under which choices for several databases are kept', () => {
  const one = { name: 'one', path: 'etl', given: 'ssh://etl/srv/one.db' };
  const two = { name: 'two', path: 'etl', given: 'ssh://etl/srv/two.db' };
  const here = { name: 'here', path: 'here.db' };

  it('is the same in any order of the databases, from any folder', () => {
    expect(under(one, here)).toBe(under({ ...here, given: '/queues/here.db' }, one));
  });

  it('differs between databases of one host, and between names of the same databases', () => {
    expect(under(one, here)).not.toBe(under(two, here));
    expect(under(one, { ...here, name: 'live' })).not.toBe(under(one, here));
  });
});

describe('a database on another host', () => {
  const path = 'ssh://etl/srv/one.db';
  const many = Array.from({ length: 21 }, (_, at) => `queue ${at}`);

  it.each<[string, readonly string[], readonly string[]]>([
    ['is read queue by queue, ours by its own path', ['own', 'a b'], [path, `${path}?queue=a%20b`]],
    ['is read as it is if it names one queue twice', ['oban', 'oban'], [path]],
    ['is read as it is if it names more queues than anyone has', many, [path]],
  ])('%s', (_, queues, paths) => {
    const named = queues.map((queue) => (queue === 'own' ? ownQueue : queue));
    expect(eachOf({ path }, named).map((each) => each.path)).toEqual(paths);
  });
});

describe('A host that a command waits for', () => {
  const waiting = 'jobs-view: waiting for ssh://far (Ctrl-C to stop)\n';

  it.each<[string, number | null, boolean, number | undefined, string]>([
    ['after 3 s, on a terminal', null, true, undefined, waiting],
    ['not where stderr is read by a program', null, false, undefined, ''],
    ['not where it is given up by then', slowMs, true, slowMs, ''],
    ['if it may take longer', slowMs + 1, true, slowMs + 1, waiting],
    ['if a database is to be tried once', 0, true, undefined, waiting],
  ])('is named %s', (_, timeout, isTTY, limit, text) => {
    const clock = new ManualClock();
    let [said, given]: [string, Parameters<NonNullable<DatabaseAddress['open']>>[0]] = ['', {}];
    const open = (options: typeof given) => {
      given = options;
      return {} as HostReaders;
    };
    const far = { name: '', path: 'ssh://far\x1b[2J', open };
    const error = { isTTY, write: (each: string) => (said += each) } as unknown as NodeJS.WriteStream;
    const waits = () => awaited(far, timeout, { error }, clock.after).open?.();
    waits();
    given?.onLink?.(null);
    clock.pass(slowMs);
    expect([said, given?.firstWaitMs]).toEqual(['', limit]);
    waits();
    clock.pass(slowMs - 1);
    expect(said).toBe('');
    clock.pass(1);
    expect(said).toBe(text);
  });
});

const world = { folder: '/queues', home: '/home/me' };

function pathsOf(words: readonly string[], where = world): readonly string[] | string {
  const all = listed(
    words.map((path) => ({ path })),
    where,
  );
  return 'kind' in all ? all.sentence : all.map(({ path }) => path);
}

describe('A list of databases', () => {
  it.each<[string, readonly string[]]>([
    ['ssh://etl-{1..3}/q', ['ssh://etl-1/q', 'ssh://etl-2/q', 'ssh://etl-3/q']],
    ['ssh://etl-{10..08}/q', ['ssh://etl-10/q', 'ssh://etl-09/q', 'ssh://etl-08/q']],
    ['docker://{web,db}/{a,b}', ['docker://web/a', 'docker://web/b', 'docker://db/a', 'docker://db/b']],
    ['postgres://{a,}b/q', ['postgres://ab/q', 'postgres://b/q']],
    ['ssh://there/{q}{}{1..x}{a,b', ['ssh://there/{q}{}{1..x}{a,b']],
    ['ssh://there/%7B1,2%7D', ['ssh://there/%7B1,2%7D']],
    ['/srv/{a,b}.db', ['/srv/{a,b}.db']],
    ['@', ['@']],
  ])('has %s as what a shell makes of it', (word, paths) => {
    expect(pathsOf([word])).toEqual(paths);
  });

  it('gives each of several the name that they have together, with what they differ in', () => {
    const named = listed(
      [
        { path: 'ssh://etl-{1..2}/{a,b}', name: 'etl' },
        { path: 'q.db', name: 'here' },
      ],
      world,
    );
    expect('kind' in named ? [] : named.map(({ name }) => name)).toEqual([
      ...['etl 1 a', 'etl 1 b', 'etl 2 a', 'etl 2 b', 'here'],
    ]);
  });

  it('holds as many as fit on one screen, whatever is asked for', () => {
    expect(pathsOf(['ssh://h{1..100}/q'])).toHaveLength(100);
    for (const word of ['ssh://h{1..999999999}/q', `ssh://h${'{1..100}'.repeat(20_000)}/q`])
      expect(pathsOf([word])).toMatch(/^These are more than 100 databases/);
    expect(pathsOf([`ssh://h${'{1..1}'.repeat(20_000)}/q`])).toEqual([`ssh://h${'1'.repeat(20_000)}/q`]);
    expect(pathsOf(['ssh://h{1..60}/q', 'ssh://i{1..60}/q'])).toMatch(/^These are more than 100/);
  });

  it('is read from a file, with paths from its folder or from home', () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'lists'));
    const lines = ['# all of ours', '', 'ssh://etl-{1,2}/q#1  # not yet 3', '  queue.db\r', '~/q', '/srv/q'];
    writeFileSync(join(folder, 'lists', 'all'), lines.join('\n'));
    expect(pathsOf(['a.db', '@lists/all'], { folder, home: '/home/me' })).toEqual([
      ...['a.db', 'ssh://etl-1/q#1', 'ssh://etl-2/q#1'],
      ...[join(folder, 'lists', 'queue.db'), '/home/me/q', '/srv/q'],
    ]);
  });

  it.each([
    [
      'a wrong address',
      'ssh://there/q\nssh://-secret{1,2}/q',
      'list, line 2: The host in the address is not a host name.',
    ],
    ['another list', '\n@secret', 'list, line 2: A file of addresses cannot name another one.'],
    [
      'more than fit',
      `${'q\n'.repeat(101)}@q`,
      'These are more than 100 databases, which do not fit on one screen.',
    ],
    ['nothing', '# secret', 'The file of addresses list names no database.'],
    [
      'no file',
      null,
      'The file of addresses list could not be read; for a database of that name, write ./@…',
    ],
  ])('is refused for %s in its file, with the line alone', (_, text, sentence) => {
    const folder = testFolder();
    if (text !== null) writeFileSync(join(folder, 'list'), text);
    expect(pathsOf(['@list'], { folder, home: '/' })).toBe(sentence);
  });
});

it('a host that a dashboard opens is connected to at once, and the outcome is noted once there is a log', () => {
  const readers = {} as HostReaders;
  let link: Pick<HostReadersParts, 'onLink' | 'firstWaitMs'> = {};
  const far = openHost((options = {}) => {
    link = options;
    return readers;
  });
  expect(far.readers).toBe(readers);
  expect(link.firstWaitMs).toBeGreaterThan(0);
  const noted: unknown[] = [];
  link.onLink?.({ kind: 'gone' });
  link.onLink?.(null);
  far.noteIn({ note: (...given) => void noted.push(given) });
  const before = [['link.down', { why: 'gone', what: null }], ['link.up']];
  expect(noted).toEqual(before);
  link.onLink?.({ kind: 'nonsense', what: 'picture' });
  expect(noted).toEqual([...before, ['link.down', { why: 'nonsense', what: 'picture' }]]);
});
