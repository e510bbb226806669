import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Picture } from '../../../lib/model/picture.js';
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
