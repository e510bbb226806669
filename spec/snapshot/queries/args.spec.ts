import { beforeEach, describe, expect, it } from '@jest/globals';
import { filterTyped } from '../../../lib/model/filter/filter-text.js';
import { everyJob, type JobFilter } from '../../../lib/model/filter.js';
import type { Picture } from '../../../lib/model/picture.js';
import type { JobSort } from '../../../lib/model/sort.js';
import { everyMake, QueueDatabase } from './queue-database.js';

const args = {
  paths: ['args.user', 'args.__proto__.x', 'args.items[1]', 'args."first name"'],
  keys: true,
} as const;
const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;

/** What is in a job's arguments, and what is shown of it by the names above. */
const cases: readonly (readonly [stored: string | number | Uint8Array | null, shown: readonly unknown[]])[] =
  [
    ['{"user":42}', [42]],
    ['{"user":4.5,"items":[1,{"a":[true]}]}', [4.5, '{"a":[true]}']],
    ['{"user":false,"items":[0,true]}', ['false', 'true']],
    ['{"user":9007199254740993}', ['9007199254740993']],
    ['{"user":1e999}', ['Infinity']],
    ['{"user":"one","user":"other"}', ['one']],
    ['{"__proto__":{"x":7},"constructor":{"prototype":{}}}', [7]],
    ['{"first name":"a\\u001b[2Jb"}', ['a\u001b[2Jb']],
    [`{"user":"${'x'.repeat(300)}"}`, ['x'.repeat(200)]],
    ['{"user":null}', []],
    ['{"user":', []],
    ['{"user":1}x', []],
    ['42', []],
    ['', []],
    [null, []],
    [7, []],
    [new Uint8Array([0xff, 0x00, 0x7b]), []],
    [`{"user":1,"more":"${'x'.repeat(65_536)}"}`, []],
    [`{"user":1,"deep":${deep}}`, []],
  ];

describe('a value in the arguments of a job', () => {
  let database: QueueDatabase;

  beforeEach(async () => {
    database = await QueueDatabase.of('A', 'none');
  });

  it.each(cases)('is shown of %j as far as that is sound', (stored, shown) => {
    database.add({ status: 'QUEUED', config_overrides: stored });
    const { window } = database.picture({ args });
    expect(window.jobs[0]?.args?.map(({ value }) => value)).toEqual(shown);
  });

  it('is read where it was asked for alone, and names that are no paths are left out', () => {
    database.add({ status: 'QUEUED', config_overrides: '{"user":1}' });
    const jobsOf = ({ window }: Picture) => window.jobs.map((job) => job.args);
    expect(jobsOf(database.picture({}))).toEqual([undefined]);
    expect(jobsOf(database.picture({ args: { paths: ["args.user'", 'args', 'user', 'args[x]'] } }))).toEqual([
      undefined,
    ]);
  });

  it('has names that come from the jobs in the window, in SQLite’s words but with quotes only where needed', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, index]));
    database.add({
      status: 'QUEUED',
      config_overrides: '{"user_id":1,"a b":{"c":[5,{"d":null}]},"x\\"y":2,"":3}',
    });
    expect(database.picture({ args }).argKeys).toEqual(['args."a b".c[0]', 'args.user_id']);
    database.add({ status: 'QUEUED', config_overrides: JSON.stringify(many) });
    expect(database.picture({ args }).argKeys).toHaveLength(100);
  });

  it.each(everyMake)('is read of version %s with %s of the additions', async (version, extent) => {
    const each = await QueueDatabase.of(version, extent, [{ status: 'QUEUED' }]);
    expect(each.picture({ args }).argKeys).toEqual([]);
    each.close();
  });
});

/** Jobs 1 to 18, by what they were given. */
const given: readonly (string | Uint8Array | null)[] = [
  '{"user":42}',
  '{"user":"42"}',
  '{"user":4.2e1}',
  '{"user":[7,42,"a b"]}',
  '{"user":{"id":42}}',
  '{"user":true}',
  '{"user":"true"}',
  '{"user":null}',
  '{"user":""}',
  '{}',
  null,
  '{broken',
  '{"user":9007199254740993}',
  '{"user":"\\u0061 b"}',
  '{"us\\u0065r":"A b"}',
  "{user:'\\x61 b'}",
  '{"user":"it\'s % _ * ? [x] \\"q\\" \u001b[2J"}',
  `{"user":"${'é'.repeat(300)}","more":"${'x'.repeat(40_000)}"}`,
];

/** A filter, and the jobs that pass. */
const filters: readonly (readonly [filter: string, ids: readonly number[]])[] = [
  ['args.user:42', [1, 2, 3, 4]],
  ['args.user:42.0', [1, 3, 4]],
  ['args.user:042', []],
  ['args.user:9007199254740993', [13]],
  ['args.user:9007199254740992', []],
  ['args.user:"a b"', [4, 14, 16]],
  ['args.user:A', []],
  ['args.user:true', [6, 7]],
  ['args.user:null', []],
  ['args.user:""', [8, 9, 10, 11, 12]],
  ['args.user.id:42', [5]],
  ['args.user[1]:42', [4]],
  ['args.user>41', [1, 3, 4, 13]],
  ['args.user<42 args.user>0', [4]],
  ['args.user>1e3 retries:0', [13]],
  ['args.user:"it\'s % _ * ? [x] ""q"" \u001b[2J"', [17]],
  ['args.user:"x\' OR 1=1 --"', []],
  [`args.user:${'é'.repeat(300)}`, [18]],
  ['args.nobody:x', []],
];

/** The jobs that pass a filter, in the order of their ids. */
const idsBy = (database: QueueDatabase, filter: Partial<JobFilter>) =>
  database
    .picture({ filter: { ...everyJob, ...filter } })
    .window.jobs.map(({ id }) => Number(id))
    .sort((one, other) => one - other);

describe('a filter by what jobs were given', () => {
  it.each(filters)('%s lets those through that have it', async (text, ids) => {
    const rows = given.map((config_overrides) => ({ status: 'QUEUED', config_overrides }));
    const database = await QueueDatabase.of('A', 'none', rows);
    expect(idsBy(database, filterTyped(text, undefined))).toEqual(ids);
    database.close();
  });

  it.each(['source', "args.a' OR 1", 'args', 'id); DROP TABLE', 'args[x]'])(
    'lets nothing through by the column %s, which does not hold it',
    async (column) => {
      const database = await QueueDatabase.of('A', 'none', [
        { status: 'QUEUED', config_overrides: '{"a":1}' },
      ]);
      expect(idsBy(database, { columns: [{ column, sign: ':', value: 'x' }] })).toEqual([]);
      database.close();
    },
  );
});

describe('an order by a column', () => {
  /** Ascending, as text: what is compared, and the jobs that have it; `none` last. */
  const byUser = [[1, 3], [13], [2], [4], [14, 15, 16], [17], [6, 7], [5], [18], [8, 9, 10, 11, 12]];
  const idsSorted = (database: QueueDatabase, sort: JobSort) =>
    database.picture({ sort, places: { at: [0] } }).window.jobs.map(({ id }) => Number(id));

  it('has numbers before texts without their case, and jobs without a value last either way', async () => {
    const rows = given.map((config_overrides) => ({ status: 'QUEUED', config_overrides }));
    const database = await QueueDatabase.of('A', 'none', rows);
    const [none = [], ...valued] = byUser.toReversed();
    const sort = { by: 'args.user', failedFirst: false } as const;
    expect(idsSorted(database, { ...sort, reversed: true })).toEqual(byUser.flat());
    expect(idsSorted(database, { ...sort, reversed: false })).toEqual([...valued, none].flat());
    database.close();
  });

  it('compares the first 64 characters of a text', async () => {
    const texts = ['b', 'a', 'B'].map((last) => `${'x'.repeat(last === 'B' ? 64 : 63)}${last}`);
    const rows = texts.map((user) => ({ status: 'QUEUED', config_overrides: JSON.stringify({ user }) }));
    const database = await QueueDatabase.of('A', 'none', [...rows, ...rows]);
    const sort = { by: 'args.user', reversed: true, failedFirst: false } as const;
    expect(idsSorted(database, sort)).toEqual([2, 5, 1, 4, 3, 6]);
    database.close();
  });
});

it.each(everyMake)(
  'a filter and an order by a column are the same by index and by SQL in version %s with %s of the additions',
  async (version, extent) => {
    const more = { status: 'COMPLETED', retry_count: 2, priority: 5, items_processed: 9, items_failed: 3 };
    const database = await QueueDatabase.of(version, extent, [
      { status: 'COMPLETED' },
      { ...more, worker_host: 'vm-b', input_file: '/in/b.csv', output_size_bytes: 12_000_000 },
      {
        ...{ ...more, worker_host: 'vm-A', input_file: '/in/A.csv', retry_count: 1, priority: 7 },
        ...{ items_processed: 4, items_failed: 1 },
      },
    ]);
    const columns = database.tables().get('cf_processing_queue');
    for (const [column, by, order, ...filters] of [
      ['retry_count', 'retries', [2, 3, 1], ['retries>1 retries<3', [2]], ['retries:0', [1]]],
      ['priority', 'priority', [3, 2, 1], ['priority:5', [2]]],
      ['output_size_bytes', 'size', [2, 3, 1], ['size>11.9MB size<12001kB', [2]]],
      ['items_processed', 'files', [2, 3, 1], ['files:9', [2]]],
      ['items_failed', 'failed', [2, 3, 1], ['failed>2', [2]]],
      ['input_file', 'source', [3, 2, 1], ['source:A.CSV', [3]], ['source:""', [1]]],
      ['worker_host', 'worker', [3, 2, 1]],
    ] as const) {
      const sorted = database.picture({ sort: { by, reversed: false, failedFirst: true } }).window.jobs;
      if (!columns?.has(column)) continue;
      expect([by, sorted.map(({ id }) => Number(id))]).toEqual([by, order]);
      for (const [text, ids] of filters)
        expect([text, idsBy(database, filterTyped(text, undefined))]).toEqual([text, ids]);
    }
    database.close();
  },
);
