import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { settingsFromEnvironment, settingsFromFile } from '../../lib/settings/read-settings.js';
import { folderForEach } from '../support/folder-for-each.js';

const folder = folderForEach();

function read(views: unknown) {
  const path = folder.file('config.json');
  writeFileSync(path, JSON.stringify({ views }));
  return settingsFromFile({ path, named: true }, null);
}

function faults(views: unknown): readonly string[] {
  const found = read(views);
  if (found.kind === 'read') return [];
  return found.problems.map(({ key, fault, allowed }) => `${key} ${fault}; ${allowed}`);
}

describe('a view in the configuration', () => {
  it('has a name and only the parts that are given', () => {
    const sort = { by: 'end', reversed: true, failedFirst: true };
    expect(
      read([
        {
          name: ' failures ',
          filter: { statuses: ['failed'], name: 'fix' },
          sort: 'end:reverse',
          compact: true,
          columns: ['retries', 'Worker'],
        },
        { name: 'all' },
      ]),
    ).toEqual({
      kind: 'read',
      settings: {
        views: [
          {
            name: 'failures',
            filter: { statuses: ['failed'], name: 'fix' },
            sort,
            compact: true,
            columns: ['retries', 'worker'],
          },
          { name: 'all', filter: {} },
        ],
      },
    });
  });

  it('is refused with the mistake of each part', () => {
    expect(
      faults([
        { name: 'a', filter: { statuses: ['fialed'] }, sort: 'weight', compact: 'yes', columns: ['x'] },
        { filter: [], colour: 1 },
        { name: 'a', fliter: {} },
        { name: 'b', filter: { status: ['failed'] } },
        7,
        { name: '  ' },
      ]),
    ).toEqual([
      expect.stringMatching(/^views\[0\]\.sort is "weight"; it can be a text: /),
      'views[0].compact is "yes"; it can be true or false',
      expect.stringMatching(/^views\[0\]\.columns is \["x"\]; it can be a list of at most 20 of worker, /),
      expect.stringMatching(/^views\[0\]\.filter\.statuses is \["fialed"\]; it can be a list of "failed", /),
      'views[1].colour is not a known key; the keys are name, filter, sort, compact, columns',
      'views[1].filter is []; it can be an object with statuses, types, name, text, cause, worker, where',
      'views[1].name is null; it has to be a text of 1 to 40 characters',
      'views[2].fliter is not a known key; did you mean "filter"?',
      'views[2].name is "a"; each view has a name of its own',
      'views[3].filter.status is not a known key; did you mean "statuses"?',
      'views[4] is 7; it can be an object with name, filter, sort, compact, columns',
      'views[5].name is "  "; it can be a text of 1 to 40 characters',
    ]);
    const whole = 'it can be a list of at most 30 views, each with name, filter, sort, compact, columns';
    expect(faults({})).toEqual([`views is {}; ${whole}`]);
    expect(faults(Array.from({ length: 31 }, (_, index) => ({ name: `${index}` })))).toEqual([
      expect.stringContaining(whole),
    ]);
  });

  it('can be in the environment, as JSON', () => {
    expect(settingsFromEnvironment({ JOBS_VIEW_VIEWS: '[{"name":"x"}]' })).toEqual({
      kind: 'read',
      settings: { views: [{ name: 'x', filter: {} }] },
    });
    for (const text of ['x', '{}', '[{}]'])
      expect(settingsFromEnvironment({ JOBS_VIEW_VIEWS: text })).toMatchObject({
        problems: [{ where: 'JOBS_VIEW_VIEWS', allowed: 'it can be the same list, as JSON' }],
      });
  });
});
