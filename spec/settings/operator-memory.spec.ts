import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type FeedEntry,
  feedKinds,
  longestWords,
  mostEntries,
  mostIds,
  mostWords,
  withNews,
} from '../../lib/model/feed.js';
import { listedStatuses, listedTypes } from '../../lib/model/filter.js';
import { qualifiedId } from '../../lib/model/job.js';
import { type LastSeen, nothingSeen } from '../../lib/model/look.js';
import { monitoringPeriods } from '../../lib/model/monitoring/monitoring.js';
import { defaultSort } from '../../lib/model/sort.js';
import type { FilterParts } from '../../lib/settings/filter-parts.js';
import {
  lastSeenIn,
  lastSeenText,
  memoryFolder,
  memoryName,
  OperatorMemory,
} from '../../lib/settings/operator-memory.js';
import {
  nothingStored,
  type StoredView,
  storedViewIn,
  storedViewText,
} from '../../lib/settings/stored-view.js';
import { anyCharacter } from '../support/any-character.js';
import { anySort } from '../support/any-sort.js';
import { folderForEach } from '../support/folder-for-each.js';

const folder = folderForEach();
const state = () => folder.file('state');

beforeEach(() => writeFileSync(folder.file('jobs.db'), ''));

/** The memory of a database, by default the one that is there. */
const memory = (path = folder.file('jobs.db')) => new OperatorMemory(state(), path);

/** The only file of a kind that the memory has made. */
const fileOf = (ending = '') =>
  join(state(), readdirSync(state()).find((name) => name.endsWith(ending)) ?? '');

const cleared = { until: 1_768_476_000_000, except: ['9007199254740993', '7'] };
const view: StoredView = {
  cleared,
  filter: { statuses: ['failed', 'queued'], types: null, name: 'fix "\u001b[2J' },
  panel: {
    ...{ showPipeline: true, periodMs: 900_000, unit: 'bytes', density: 'compact', isBeside: true },
    sort: { by: 'size', reversed: true, failedFirst: false },
    columns: ['retries', 'worker'],
    times: 'local',
  },
};
const well = (kept: StoredView) => ({ view: kept, complaint: null });

const anyText = fc.string({ unit: anyCharacter });
const point = fc.oneof(
  fc.record({ kind: fc.constantFrom('ago' as const, 'at' as const), ms: fc.maxSafeInteger() }),
  fc.constantFrom('16:40', 'Tue 12:04 UTC').map((text) => ({ kind: 'clock' as const, text })),
);
const bound = fc.option(fc.maxSafeInteger());
/** Every part of a filter but those that all have; the database shown alone is none that is kept. */
const moreParts: {
  readonly [K in Exclude<keyof FilterParts, 'statuses' | 'types' | 'name' | 'database'>]-?: fc.Arbitrary<
    NonNullable<FilterParts[K]>
  >;
} = {
  ...{ text: anyText, ids: fc.array(anyText), worker: anyText, parser: anyText, version: anyText },
  ...{ cause: fc.record({ key: fc.option(anyText), text: anyText }), since: point, until: point },
  took: fc.record({ over: bound, under: bound }),
  columns: fc.array(
    fc.record({
      ...{ column: fc.constantFrom('retries', 'size', 'source', 'args.user'), value: anyText },
      sign: fc.constantFrom('>' as const, '<' as const, ':' as const),
    }),
  ),
};

const anyStored: fc.Arbitrary<StoredView> = fc.record({
  cleared: fc.option(fc.record({ until: fc.integer(), except: fc.array(fc.string({ unit: anyCharacter })) })),
  filter: fc.option(
    fc
      .record({
        statuses: fc.option(fc.subarray([...listedStatuses])),
        types: fc.option(fc.subarray([...listedTypes])),
        name: fc.string({ unit: anyCharacter }),
        more: fc.record(moreParts, { requiredKeys: [] }),
      })
      .map(({ more, ...parts }) => ({ ...parts, ...more })),
  ),
  panel: fc.record({
    showPipeline: fc.boolean(),
    periodMs: fc.constantFrom(...monitoringPeriods),
    unit: fc.constantFrom('rows' as const, 'bytes' as const, 'jobs' as const),
    density: fc.constantFrom('comfortable' as const, 'compact' as const),
    sort: anySort,
  }),
});

describe('the saved view of a database', () => {
  it('is loaded by the next dashboard of the database, under any of its names', () => {
    expect(memory().load()).toEqual(well(nothingStored));
    expect(memory().save(view)).toBeNull();
    expect(memory().load()).toEqual(well(view));
    symlinkSync(folder.file('jobs.db'), folder.file('link.db'));
    expect(memory(folder.file('link.db')).load()).toEqual(well(view));
    expect(memory().save(nothingStored)).toBeNull();
    expect(memory().load()).toEqual(well(nothingStored));
  });

  it('has a file for each database, readable for the operator alone', () => {
    memory().save(view);
    expect(memory(folder.file('other.db')).load()).toEqual(well(nothingStored));
    expect(statSync(fileOf()).mode & 0o777).toBe(0o600);
    expect(readdirSync(state())).toHaveLength(1);
    // Who keeps it elsewhere, behind a link, keeps the link.
    const file = fileOf();
    renameSync(file, folder.file('elsewhere.json'));
    symlinkSync(folder.file('elsewhere.json'), file);
    memory().save(nothingStored);
    expect(readlinkSync(file)).toBe(folder.file('elsewhere.json'));
    expect(memory().load()).toEqual(well(nothingStored));
  });

  it('is still read from a file of the first schema', () => {
    memory().save(nothingStored);
    writeFileSync(fileOf(), `${JSON.stringify({ schema: 1, database: 'x', cleared })}\n`);
    expect(memory().load()).toEqual(well({ ...nothingStored, cleared }));
  });

  it('is that of the last of several dashboards to save, as a whole', () => {
    const [one, other] = [memory(), memory()];
    expect(one.save(view)).toBeNull();
    expect(other.save({ ...view, cleared: null })).toBeNull();
    expect(memory().load()).toEqual(well({ ...view, cleared: null }));
    expect(readdirSync(state())).toHaveLength(1);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"schema":4}',
    '{"schema":1}',
    '{"schema":1,"cleared":{"until":"x","except":[]}}',
    '{"schema":2,"cleared":null}',
    '{"schema":2,"cleared":null,"filter":{"statuses":["FAILED"],"types":null,"name":""},"panel":null}',
    '{"schema":2,"cleared":null,"filter":{"statuses":null,"types":null,"name":"","ids":[7]},"panel":null}',
    '{"schema":2,"cleared":null,"filter":null,"panel":{"showPipeline":true,"periodMs":1,"unit":"rows"}}',
  ])('is set aside as broken, with a complaint, if the file holds %j', (text) => {
    memory().save(view);
    const file = fileOf();
    writeFileSync(file, text);
    const { view: left, complaint } = memory().load();
    expect(left).toEqual(nothingStored);
    expect(complaint).toContain(`It is kept as ${file}.broken`);
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe(text);
    expect(memory().load()).toEqual(well(nothingStored));
  });

  it('has the same keys in its file in every version', () => {
    memory().save(view);
    const file = fileOf();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ panel: { windowMs: 900_000 } });
    const text =
      '{"schema":2,"cleared":null,"filter":null,"panel":{"showPipeline":true,"windowMs":60000,"unit":"rows"}}';
    writeFileSync(file, text);
    const panel = { showPipeline: true, periodMs: 60_000, unit: 'rows', density: 'comfortable' };
    expect(memory().load().view.panel).toEqual(panel);
    // What was the usual order then is no choice; any other one is, and now this one as well.
    for (const [schema, by, isChoice] of [
      [2, 'start', false],
      [2, 'end', true],
      [3, 'start', true],
    ] as const) {
      const sort = { ...defaultSort, by };
      const sorted = text.replace('"rows"', `"rows","sort":${JSON.stringify(sort)}`);
      writeFileSync(file, sorted.replace('"schema":2', `"schema":${schema}`));
      expect(memory().load().view.panel).toEqual(isChoice ? { ...panel, sort } : panel);
    }
  });

  it('gives one complaint while it cannot be saved, and another after a save that worked', () => {
    writeFileSync(state(), 'a file where the folder should be');
    const kept = memory();
    expect(kept.load()).toEqual(well(nothingStored));
    const complaint = /^The filter, the order and hidden jobs won't be remembered: .*state/;
    expect(kept.save(view)).toMatch(complaint);
    expect(kept.save(view)).toBeNull();
    rmSync(state());
    expect(kept.save(view)).toBeNull();
    expect(memory().load()).toEqual(well(view));
    // Nothing can take the place of a folder.
    const file = fileOf();
    rmSync(file);
    mkdirSync(file);
    expect(kept.save(view)).toMatch(complaint);
    expect(readdirSync(state())).toEqual([basename(file)]);
  });

  it('is not waited for if a pipe is in place of its file', () => {
    memory().save(view);
    const file = fileOf();
    rmSync(file);
    execFileSync('mkfifo', [file]);
    expect(memory().load().complaint).toContain('not a plain file');
  });

  it('is read as it was written, whatever it holds', () => {
    fc.assert(
      fc.property(anyStored, (any) => {
        expect(storedViewIn(storedViewText('/data/jobs.db', any))).toEqual(any);
      }),
      { seed: 20260113 },
    );
  });
});

describe('the name of a memory', () => {
  it('does not depend on the folder for a database elsewhere, and differs between them', () => {
    const all = ['ssh://there/q.db', 'postgres://there/q', 'postgresql://there/q', 'q.db'];
    const names = () => all.map((path) => memoryName(path));
    const before = process.cwd();
    const here = names();
    try {
      process.chdir(folder.path);
      expect(names().slice(0, 3)).toEqual(here.slice(0, 3));
      expect(names()[3]).not.toBe(here[3]);
    } finally {
      process.chdir(before);
    }
    expect(new Set(here).size).toBe(all.length);
  });
});

describe('the folder of memories', () => {
  it('follows XDG_STATE_HOME, where that is an absolute path', () => {
    mkdirSync(state());
    expect(memoryFolder({ XDG_STATE_HOME: state() }, '/home/operator')).toBe(join(state(), 'jobs-view'));
    expect(memoryFolder({ XDG_STATE_HOME: 'here' }, '/home/operator')).toBe(
      '/home/operator/.local/state/jobs-view',
    );
    expect(memoryFolder({}, null)).toBeNull();
  });
});

const count = fc.nat(2 ** 31);
const words = fc.string({ unit: anyCharacter, maxLength: 20 });
const anyEntry: fc.Arbitrary<FeedEntry> = fc.record({
  ...{ id: count, kind: fc.constantFrom(...feedKinds), from: count, at: count },
  ...{ count: fc.integer({ min: 1, max: 9 }), words: fc.array(words, { maxLength: mostWords }) },
  ids: fc.array(
    fc.oneof(
      fc.stringMatching(/^[0-9]{1,19}$/),
      fc
        .tuple(fc.stringMatching(/^[a-z/]{1,40}$/), fc.stringMatching(/^[0-9]{1,19}$/))
        .map(([database, id]) => qualifiedId(database, id)),
    ),
    { maxLength: mostIds },
  ),
});
const anySeen: fc.Arbitrary<LastSeen> = fc.record({
  feed: fc.array(anyEntry),
  troubles: fc.option(fc.array(words)),
  look: fc.option(
    fc.record({
      at: fc.nat(2 ** 41),
      counts: fc.record({ queued: count, complete: count, failed: count, cancelled: count }),
      troubles: fc.record({ gone: count, silent: count, stalled: count }),
      causes: fc.array(fc.stringMatching(/^[0-9a-f]{12}$/)),
    }),
  ),
});
const seen: LastSeen = {
  feed: [
    {
      ...{ id: 1, kind: 'failed', from: 1_768_476_000_000, at: 1_768_476_000_500, count: 1 },
      ...{ words: ['DiskFull (fix)'], ids: ['7'] },
    },
  ],
  troubles: ['gone\n7\nvm:3'],
  look: {
    at: 1_768_476_000_000,
    counts: { queued: 1, complete: 2, failed: 3, cancelled: 4 },
    troubles: { gone: 5, silent: 6, stalled: 0 },
    causes: ['0123456789ab'],
  },
};

describe('the file of what was seen last', () => {
  it('is readable for the operator alone, and apart from their saved view', () => {
    expect(memory().loadSeen()).toEqual(nothingSeen);
    memory().saveSeen(seen);
    expect(memory().loadSeen()).toEqual(seen);
    expect(memory(folder.file('other.db')).loadSeen()).toEqual(nothingSeen);
    expect(statSync(fileOf('.seen.json')).mode & 0o777).toBe(0o600);
    expect(memory().load()).toEqual({ view: nothingStored, complaint: null });
    expect(readdirSync(state())).toHaveLength(1);
  });

  it('is given up silently if it cannot be written', () => {
    writeFileSync(state(), 'a file where the folder should be');
    expect(() => memory().saveSeen(seen)).not.toThrow();
    expect(memory().loadSeen()).toEqual(nothingSeen);
    expect(readFileSync(state(), 'utf8')).toBe('a file where the folder should be');
  });

  const broken = (change: (look: Record<string, unknown>) => unknown) => {
    const value = JSON.parse(lastSeenText('x', seen)) as { look: Record<string, unknown> };
    return JSON.stringify({ ...value, look: change(value.look) });
  };
  const brokenLook = (given: object) => broken((look) => ({ ...look, ...given }));
  const brokenFeed = (entry: object) =>
    JSON.stringify({ ...seen, schema: 1, feed: [{ ...seen.feed[0], ...entry }] });
  it.each([
    ...[{ id: -1 }, { kind: 'other' }, { from: '1' }, { at: 1e300 }, { count: 0 }].map(brokenFeed),
    ...[{ words: 'x' }, { words: Array(mostWords + 1).fill('a') }].map(brokenFeed),
    ...[{ words: ['x'.repeat(longestWords + 1)] }, { ids: '7' }, { ids: [7] }].map(brokenFeed),
    ...[{ ids: undefined, jobId: 7 }, { ids: ['7'.repeat(101)] }].map(brokenFeed),
    ...[[7], Array(2001).fill('x'), ['x'.repeat(301)]].map((troubles) =>
      JSON.stringify({ ...seen, schema: 1, troubles }),
    ),
    JSON.stringify({ ...seen, schema: 1, feed: Array.from({ length: mostEntries + 1 }, () => seen.feed[0]) }),
    JSON.stringify({ look: seen.look, schema: 1 }),
    ...['', '{', '[]', 'null', '{"schema":2,"look":null}', '{"schema":1}'],
    broken(() => 'x'),
    ...[{ at: -1 }, { at: 8.64e15 + 1 }, { at: '1' }, { counts: null }, { causes: 'all' }].map(brokenLook),
    ...[{ causes: [1] }, { causes: ['x'.repeat(65)] }, { causes: Array(1001).fill('a') }].map(brokenLook),
    ...[{ gone: 1 }, { gone: 1, silent: 1, stalled: -1 }].map((troubles) => brokenLook({ troubles })),
    ...[{ failed: -1 }, { queued: 1.5 }].map((some) =>
      broken((look) => ({ ...look, counts: { ...(look.counts as object), ...some } })),
    ),
  ])('is nothing where the file holds %j', (text) => {
    memory().saveSeen(seen);
    writeFileSync(fileOf('.seen.json'), text);
    expect(memory().loadSeen()).toEqual(nothingSeen);
    memory().saveSeen(seen);
    expect(memory().loadSeen()).toEqual(seen);
  });

  it('is read as an earlier version wrote it, which named one job at most', () => {
    const { troubles: _, ...rest } = seen;
    const former = (jobId: string | null) => {
      const feed = seen.feed.map(({ ids: __, ...entry }) => ({ ...entry, jobId }));
      return lastSeenIn(JSON.stringify({ ...rest, schema: 1, feed }))?.feed[0]?.ids;
    };
    expect([former('7'), former(null)]).toEqual([['7'], []]);
  });

  it('is read as it was written, however much there is room for', () => {
    const most = {
      troubles: Array.from({ length: 2000 }, () => 'x'.repeat(300)),
      look: seen.look && { ...seen.look, causes: Array.from({ length: 1000 }, () => 'x'.repeat(64)) },
      feed: Array.from({ length: 6500 }, () =>
        seen.feed.map((each) => ({ ...each, words: ['x'.repeat(200)], ids: ['7'.repeat(100)] })),
      ).flat(),
    };
    fc.assert(
      fc.property(anySeen, (any) => expect(lastSeenIn(lastSeenText('/data/jobs.db', any))).toEqual(any)),
      { examples: [[most]] },
    );
    // Of too many characters, the latest are kept: the longest of all would be too large to be read.
    const words = Array.from({ length: mostWords }, (_, at) => `${at}${'\u0001'.repeat(longestWords)}`);
    const [one] = withNews([], [{ kind: 'gone', count: 1, words, ids: ['7'] }], 0);
    const long = Array.from({ length: mostEntries }, (_, id) => ({ ...(one as FeedEntry), id }));
    memory().saveSeen({ ...seen, feed: long });
    expect(memory().loadSeen().feed).toEqual(long.slice(0, memory().loadSeen().feed.length));
    expect(memory().loadSeen().feed.length).toBeGreaterThan(1000);
  });
});
