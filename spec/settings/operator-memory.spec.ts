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
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { listedStatuses, listedTypes } from '../../lib/model/filter.js';
import { monitoringPeriods } from '../../lib/model/monitoring/monitoring.js';
import { defaultSort } from '../../lib/model/sort.js';
import { memoryFolder, memoryName } from '../../lib/settings/operator-memory.js';
import {
  nothingStored,
  type StoredView,
  storedViewIn,
  storedViewText,
} from '../../lib/settings/stored-view.js';
import { anyCharacter } from '../support/any-character.js';
import { anySort } from '../support/any-sort.js';
import { fileOf, folder, memory, state } from './memory-scene.js';

const cleared = { until: 1_768_476_000_000, except: ['9007199254740993', '7'] };
const view: StoredView = {
  cleared,
  filter: { statuses: ['failed', 'queued'], types: null, name: 'fix "\u001b[2J' },
  panel: {
    ...{ showPipeline: true, periodMs: 900_000, unit: 'bytes', density: 'compact', isBeside: true },
    sort: { by: 'size', reversed: true, failedFirst: false },
    columns: ['retries', 'worker'],
  },
};
const well = (kept: StoredView) => ({ view: kept, complaint: null });

const anyStored: fc.Arbitrary<StoredView> = fc.record({
  cleared: fc.option(fc.record({ until: fc.integer(), except: fc.array(fc.string({ unit: anyCharacter })) })),
  filter: fc.option(
    fc
      .record({
        statuses: fc.option(fc.subarray([...listedStatuses])),
        types: fc.option(fc.subarray([...listedTypes])),
        name: fc.string({ unit: anyCharacter }),
        more: fc.record(
          { text: fc.string({ unit: anyCharacter }), ids: fc.array(fc.string()), worker: fc.string() },
          { requiredKeys: [] },
        ),
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
