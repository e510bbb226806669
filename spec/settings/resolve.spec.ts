import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultFilter, listedStatuses, listedTypes } from '../../lib/model/filter.js';
import { defaultPanel } from '../../lib/model/saved-view.js';
import { defaultSort, type JobSort } from '../../lib/model/sort.js';
import { filterFrom } from '../../lib/settings/filter-parts.js';
import { type SettingsLayer, settingKeys, settingNames } from '../../lib/settings/keys.js';
import { firstFilter, firstSort, resolveSettings, type Settings } from '../../lib/settings/resolve.js';
import { nothingStored } from '../../lib/settings/stored-view.js';

const seed = 20260113;

/** Values that are as good as any to a setting, whatever its kind. */
const anyValue = fc.constantFrom('one', 'two', 'three');
const filterValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  statuses: fc.subarray([...listedStatuses], { minLength: 1, maxLength: 5 }),
  types: fc.subarray([...listedTypes], { minLength: 1, maxLength: 4 }),
  where: fc.record({ name: anyValue }),
};
const anySaid = fc.record(
  Object.fromEntries(settingNames.map((name) => [name, filterValues[name] ?? anyValue])),
  { requiredKeys: [] },
) as fc.Arbitrary<SettingsLayer>;

const filterNames = settingNames.filter((name) => settingKeys[name].isOfFilter);

/** Nobody said anything. */
const untouched = resolveSettings({}, {}, {});

describe('a setting in effect', () => {
  it('is the default if nothing sets it', () => {
    expect(untouched).toEqual({
      ...{ database: null, databaseFrom: null, databases: [], logDir: null, sshCommand: null, pipes: [] },
      ...{ readOnly: false, glyphs: 'auto', color: 'auto', sync: true, bell: true },
      ...{ notify: false, progress: false, mouse: false },
      zone: 'utc',
      times: { asked: null, usual: null },
      columns: { asked: null, usual: null },
      logFile: null,
      sort: { asked: null, usual: null },
      views: [],
      commands: [],
      filter: { asked: null, usual: null },
    });
  });

  it('is that of the flags, else of the environment, else of the file, each by itself', () => {
    fc.assert(
      fc.property(anySaid, anySaid, anySaid, (flags, environment, file) => {
        const settings = resolveSettings(flags, environment, file);
        const saidOf = (name: (typeof settingNames)[number]) => {
          const layers = settingKeys[name].variable === null ? [file] : [flags, environment, file];
          return layers.find((layer) => layer[name] !== undefined)?.[name];
        };
        for (const name of settingNames) {
          if (name === 'databases' || !(name in settings)) continue;
          const value = settings[name as Exclude<keyof Settings, 'filter'>];
          const isList = name === 'sort' || name === 'columns' || name === 'times';
          const said = saidOf(name);
          if (isList) expect(value).toHaveProperty('usual', said ?? null);
          else expect(value).toEqual(said ?? untouched[name as keyof Settings]);
        }
        const parts = Object.fromEntries(filterNames.map((name) => [name, saidOf(name)]));
        expect(settings.filter.usual).toEqual(filterFrom(parts));
        const left = settingNames.filter((name) => !(name in settings));
        expect(left).toEqual(filterNames);
      }),
      { seed },
    );
  });

  it('records what named the database', () => {
    const [one, other] = [{ database: 'one' }, { database: 'other' }];
    expect(resolveSettings(one, other, other)).toMatchObject({ database: 'one', databaseFrom: 'flag' });
    expect(resolveSettings({}, one, other)).toMatchObject({ database: 'one', databaseFrom: 'environment' });
    expect(resolveSettings({}, {}, one)).toMatchObject({ database: 'one', databaseFrom: 'file' });
  });

  it('lists several databases unless a stronger source names a single one', () => {
    const [east] = [{ databases: [{ name: 'east', path: '/e' }] }];
    const west = { databases: [{ name: 'west', path: '/w' }] };
    const one = { database: '/one' };
    expect(resolveSettings({}, {}, east).databases).toEqual(east.databases);
    expect(resolveSettings({}, west, east).databases).toEqual(west.databases);
    expect(resolveSettings({}, one, east).databases).toEqual([]);
    expect(resolveSettings({}, {}, { ...one, ...east }).databases).toEqual(east.databases);
    expect(resolveSettings({}, { ...one, ...west }, {}).databases).toEqual(west.databases);
    expect(resolveSettings(one, west, east).databases).toEqual([]);
  });

  it('counts as asked for only if a flag or the environment gives it', () => {
    fc.assert(
      fc.property(anySaid, anySaid, (said, file) => {
        const asks = filterNames.some((name) => said[name] !== undefined);
        expect(resolveSettings(said, {}, file).filter.asked !== null).toBe(asks);
        expect(resolveSettings({}, said, file).filter.asked !== null).toBe(asks);
        expect(resolveSettings({}, {}, file).filter.asked).toBeNull();
      }),
      { seed },
    );
  });
});

describe('the first filter', () => {
  const cleared = { until: 1, except: [] };
  const failed = { statuses: ['failed' as const], types: null, name: '' };
  const named = { ...defaultFilter, name: 'fix' };
  const { cleared: _, ...remembered } = named;
  const scans = { statuses: null, types: ['scan' as const], name: '' };

  it('is the asked one, else the saved one, else the usual one, always with the cleared jobs', () => {
    const memory = { ...nothingStored, cleared, filter: remembered };
    expect(firstFilter({ asked: failed, usual: failed }, memory)).toEqual({ ...failed, cleared });
    expect(firstFilter({ asked: null, usual: scans }, memory)).toEqual({ ...remembered, cleared });
    expect(firstFilter({ asked: null, usual: scans }, { ...memory, filter: null })).toEqual({
      ...scans,
      cleared,
    });
    expect(firstFilter({ asked: null, usual: null }, nothingStored)).toEqual(defaultFilter);
  });

  it('comes with an order that is found in the same way', () => {
    const asked: JobSort = { ...defaultSort, by: 'size' };
    const last: JobSort = { ...defaultSort, by: 'end' };
    const usual: JobSort = { ...defaultSort, by: 'name' };
    const memory = { ...nothingStored, panel: { ...defaultPanel, sort: last } };
    expect(firstSort({ asked, usual }, memory)).toEqual(asked);
    expect(firstSort({ asked: null, usual }, memory)).toEqual(last);
    expect(firstSort({ asked: null, usual }, nothingStored)).toEqual(usual);
    expect(firstSort({ asked: null, usual: null }, nothingStored)).toEqual(defaultSort);
    expect(resolveSettings({ sort: asked }, { sort: last }, { sort: usual }).sort).toEqual({
      asked,
      usual: asked,
    });
    expect(resolveSettings({}, {}, { sort: usual }).sort).toEqual({ asked: null, usual });
  });

  it('has no restriction if every status or type is named', () => {
    expect(filterFrom({ statuses: listedStatuses, types: listedTypes })).toEqual({
      statuses: null,
      types: null,
      name: '',
    });
  });
});
