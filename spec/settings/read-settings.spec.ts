import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyPathOf, settingKeys, settingNames } from '../../lib/settings/keys.js';
import {
  configPath,
  type SettingsRead,
  settingsFromEnvironment,
  settingsFromFile,
} from '../../lib/settings/read-settings.js';
import { runInside } from '../end-to-end/inside.js';
import { folderForEach } from '../support/folder-for-each.js';

const folder = folderForEach();
let path: string;

type Schema = Readonly<Partial<Record<'type' | 'pattern', string>>> & {
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | false;
};

beforeEach(() => {
  path = folder.file('config.json');
});

function fileOf(text: string, named = false): SettingsRead {
  writeFileSync(path, text);
  return settingsFromFile({ path, named }, '/home/operator');
}

/** What is wrong, as `KEY FAULT; ALLOWED`. */
function faults(read: SettingsRead): string[] {
  if (read.kind === 'read') return [];
  return read.problems.map(({ key, fault, allowed }) => `${key ?? ''} ${fault}; ${allowed}`.trim());
}

describe('a configuration file', () => {
  it('gives the settings of its keys; paths start from its folder, and ~ is the home', () => {
    const text = JSON.stringify({
      ...{ database: '~/jobs.db', logDir: 'logs', logFile: '/var/log/jobs-view.log', readOnly: true },
      ...{ glyphs: 'ascii', color: 'never', bell: false, notify: true },
      filter: { statuses: ['queued', 'failed'], types: ['parse'], name: 'fix' },
    });
    expect(fileOf(`\ufeff${text}`)).toEqual({
      kind: 'read',
      settings: {
        ...{ database: '/home/operator/jobs.db', logDir: folder.file('logs') },
        ...{ logFile: '/var/log/jobs-view.log', readOnly: true, glyphs: 'ascii', color: 'never' },
        ...{ bell: false, notify: true, statuses: ['failed', 'queued'], types: ['parse'], name: 'fix' },
      },
    });
  });

  it('may be empty or missing, unless it was named', () => {
    const silent: SettingsRead = { kind: 'read', settings: {} };
    expect(settingsFromFile({ path, named: false }, null)).toEqual(silent);
    expect(fileOf('{}')).toEqual(silent);
    expect(faults(settingsFromFile({ path: folder.file('none'), named: true }, null))).toEqual([
      expect.stringMatching(/^can't be read \(ENOENT/),
    ]);
  });

  it.each([
    ['{"color":"sometimes"}', 'color is "sometimes"; it can be "auto", "always" or "never"'],
    ['{"readOnly":"yes"}', 'readOnly is "yes"; it can be true or false'],
    ['{"readOnly":null}', 'readOnly is null; it can be true or false'],
    ['{"database":""}', 'database is ""; it can be a path'],
    ['{"logFile":"a\\u0000b"}', 'logFile is "a\\u0000b"; it can be a path'],
    [
      '{"filter":{"types":[]}}',
      'filter.types is []; it can be a list of "scan", "parse", "export", "backtest" or "other"',
    ],
    ['{"filter":{"name":7}}', 'filter.name is 7; it can be a text of at most 200 characters'],
    [
      '{"filter":[]}',
      'filter is []; it can be an object with statuses, types, name, text, cause, worker, where',
    ],
    [
      '{"sort":"-size"}',
      'sort is "-size"; it can be a text: time, end, duration, size, name, start, retries, priority, files, failed, source, worker, or args with a path in JSON, as in args.user, which :reverse and :mixed may follow',
    ],
    ['{"colour":"auto"}', 'colour is not a known key; did you mean "color"?'],
    ['{"log-dir":"x"}', 'log-dir is not a known key; did you mean "logDir"?'],
    ['{"filter":{"status":["failed"]}}', 'filter.status is not a known key; did you mean "filter.statuses"?'],
    [
      '{"__proto__":{"readOnly":true}}',
      '__proto__ is not a known key; the keys are database, databases, logDir, readOnly, glyphs, color, sync, progress, mouse, zone, times, bell, notify, logFile, sshCommand, pipes, filter, sort, columns, views, commands',
    ],
    [
      '{"pipes":{"lab":"lxc exec lab"}}',
      'pipes is {"lab":"lxc exec lab"}; it can be an object of lists of words, each by a name of letters, digits, dots and dashes',
    ],
    ['[]', 'is []; it has to be a JSON object in a plain file'],
  ])('%s: is reported with the key, its value and what is allowed', (text, fault) => {
    expect(faults(fileOf(text))).toEqual([fault]);
  });

  it('names databases by paths from its folder', () => {
    const longest = 'n'.repeat(40);
    expect(
      fileOf(
        `{"databases":{"live":"~/live.db"," ${longest} ":"queues/north.db","pg":"postgres://h/q","all":"@hosts"}}`,
      ),
    ).toEqual({
      kind: 'read',
      settings: {
        databases: [
          { name: 'live', path: '/home/operator/live.db' },
          { name: longest, path: folder.file('queues/north.db') },
          { name: 'pg', path: 'postgres://h/q' },
          { name: 'all', path: `@${folder.file('hosts')}` },
        ],
      },
    });
    expect(settingsFromEnvironment({ JOBS_VIEW_DATABASES: '{"a":"b.db"}' })).toEqual({
      kind: 'read',
      settings: { databases: [{ name: 'a', path: 'b.db' }] },
    });
  });

  it.each([
    [
      '["a.db"]',
      'databases is ["a.db"]; it can be an object of at most 100 paths, each by a name of 1 to 40 characters',
    ],
    ['{"a":1}', 'databases.a is 1; it can be a path'],
    ['{"a":""}', 'databases.a is ""; it can be a path'],
    ['{" ":"a.db"}', 'databases is " "; a name can have 1 to 40 characters'],
    [`{"${'n'.repeat(41)}":"a.db"}`, `databases is "${'n'.repeat(41)}"; a name can have 1 to 40 characters`],
  ])('reports the mistake in the databases %s', (text, fault) => {
    expect(faults(fileOf(`{"databases":${text}}`))).toEqual([fault]);
  });

  it('reports all mistakes at once', () => {
    expect(faults(fileOf('{"bell":1,"notify":2,"nothing":3}'))).toHaveLength(3);
  });

  it('is not waited for if it is a pipe, and reported if it is unreadable', () => {
    expect(faults(fileOf('{'))).toEqual([expect.stringMatching(/^is not JSON \(/)]);
    mkdirSync(folder.file('folder'));
    expect(faults(settingsFromFile({ path: folder.file('folder'), named: false }, null))).toEqual([
      expect.stringMatching(/^can't be read \(it is not a plain file\)/),
    ]);
    const pipe = folder.file('pipe');
    execFileSync('mkfifo', [pipe]);
    expect(faults(settingsFromFile({ path: pipe, named: false }, null))).toHaveLength(1);
    if (process.getuid?.() === 0) return;
    chmodSync(path, 0);
    expect(faults(settingsFromFile({ path, named: false }, null))).toHaveLength(1);
  });

  it('is let through by its schema only if it is understood', () => {
    const good = (schema: Schema): fc.Arbitrary<unknown> => {
      const { enum: words, type, items = {}, properties = {}, required = [], additionalProperties } = schema;
      if (words !== undefined) return fc.constantFrom(...words);
      if (type === 'boolean') return fc.boolean();
      if (type === 'array') {
        const [first, ...others] = [...(schema.prefixItems ?? []), items, items].map(good);
        return fc
          .tuple(first ?? fc.constant(null), fc.array(fc.oneof(...others), { maxLength: 2 }))
          .map(([one, more]) => [one, ...more])
          .filter(
            (all) =>
              new Set(all.map((each) => (each as { name?: string }).name?.trim() ?? each)).size ===
              all.length,
          );
      }
      if (type === 'string') {
        const pattern = schema.pattern ?? '^.*$';
        // The generator knows no lookahead.
        const anyOf = fc.stringMatching(new RegExp(pattern.replace(/\(\?![^)]*\)/g, '')));
        const inBraces = fc
          .array(fc.constantFrom('{', '}', 'a', 'id', '{id}', ' '))
          .map((all) => all.join(''));
        return fc
          .oneof(anyOf, inBraces)
          .filter((text) => new RegExp(pattern).test(text))
          .map((text) => text.slice(0, schema.maxLength));
      }
      if (typeof additionalProperties === 'object')
        return fc.dictionary(
          fc
            .constantFrom('a', 'b c')
            .filter((key) => new RegExp(schema.propertyNames?.pattern ?? '').test(key)),
          good(additionalProperties),
        );
      const parts = Object.entries(properties).map(([key, each]) => [key, good(each)] as const);
      return fc.record(Object.fromEntries(parts), { requiredKeys: [...required] });
    };
    const file = new URL('../../../docs/config.schema.json', import.meta.url);
    const schema: Schema = JSON.parse(readFileSync(file, 'utf8'));
    fc.assert(
      fc.property(good(schema), (config) => expect(faults(fileOf(JSON.stringify(config)))).toEqual([])),
    );
    const keys = ['$schema', ...settingNames.map((name) => keyPathOf(name)[0])];
    expect(new Set(Object.keys(schema.properties ?? {}))).toEqual(new Set(keys));
  });

  it('is understood or refused for any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = fileOf(text);
        expect(['read', 'problems']).toContain(read.kind);
      }),
      { seed: 20260113 },
    );
  });
});

describe('the place of the configuration file', () => {
  it('is the named one, else below an absolute XDG_CONFIG_HOME, else below ~/.config', () => {
    expect(configPath('here.json', { XDG_CONFIG_HOME: '/x' }, '/h')).toEqual({
      path: 'here.json',
      named: true,
    });
    expect(configPath(null, { XDG_CONFIG_HOME: '/x' }, '/h')?.path).toBe('/x/jobs-view/config.json');
    expect(configPath(null, { XDG_CONFIG_HOME: 'x' }, '/h')?.path).toBe('/h/.config/jobs-view/config.json');
    expect(configPath(null, {}, null)).toBeNull();
  });
});

describe('the environment', () => {
  it('gives the settings of its variables, and none for an empty one', () => {
    expect(
      settingsFromEnvironment({
        ...{ JOBS_VIEW_DATABASE: 'jobs.db', JOBS_VIEW_LOG_DIR: '', JOBS_VIEW_READ_ONLY: '1' },
        ...{ JOBS_VIEW_BELL: 'no', JOBS_VIEW_GLYPHS: 'ASCII', JOBS_VIEW_STATUS: 'failed, running' },
        JOBS_VIEW_NAME: 'fix',
      }),
    ).toEqual({
      kind: 'read',
      settings: {
        ...{ database: 'jobs.db', readOnly: true, bell: false, glyphs: 'ascii' },
        ...{ statuses: ['failed', 'running'], name: 'fix' },
      },
    });
  });

  it('is reported with the variable, its value and what is allowed', () => {
    expect(settingsFromEnvironment({ JOBS_VIEW_READ_ONLY: 'maybe' })).toEqual({
      kind: 'problems',
      problems: [
        { where: 'JOBS_VIEW_READ_ONLY', key: null, fault: 'is "maybe"', allowed: 'it can be 1 or 0' },
      ],
    });
  });

  it('has one variable for each setting', () => {
    const entries = settingNames.map((name) => settingKeys[name]);
    expect(new Set(entries.map(({ variable }) => variable)).size).toBe(entries.length);
    for (const { variable } of entries) expect(variable ?? 'JOBS_VIEW_X').toMatch(/^JOBS_VIEW_[A-Z_]+$/);
  });
});

describe('a view in the configuration', () => {
  const read = (views: unknown) => fileOf(JSON.stringify({ views }), true);

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
      faults(
        read([
          { name: 'a', filter: { statuses: ['fialed'] }, sort: 'weight', compact: 'yes', columns: ['x'] },
          { filter: [], colour: 1 },
          { name: 'a', fliter: {} },
          { name: 'b', filter: { status: ['failed'] } },
          7,
          { name: '  ' },
        ]),
      ),
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
    expect(faults(read({}))).toEqual([`views is {}; ${whole}`]);
    expect(faults(read(Array.from({ length: 31 }, (_, index) => ({ name: `${index}` }))))).toEqual([
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

const command = { key: 'T', name: 'Open a ticket', run: ['ticket', '--job={id}'] };

describe('a command in the configuration file', () => {
  /** Commands in a file that such a mode lets others change or not. */
  const read = (commands: unknown, mode = 0o644) => {
    fileOf('{}');
    chmodSync(path, mode);
    return fileOf(JSON.stringify({ commands }), true);
  };

  it('stays in the background and asks nothing unless it says so', () => {
    const asks = { ...command, key: 'U', terminal: true, confirm: true };
    expect(read([command, asks])).toEqual({
      kind: 'read',
      settings: { commands: [{ ...command, terminal: false, confirm: false }, asks] },
    });
  });

  it.each([
    ['{}', 'commands is {}'],
    ['["ticket"]', 'commands[0] is "ticket"'],
    ['[{"key":"F5","name":"T","run":["t"]}]', 'commands[0].key is "F5"'],
    ['[{"key":"T","name":" ","run":["t"]}]', 'commands[0].name is " "'],
    ['[{"key":"T","name":"T","run":["t"],"shell":true}]', 'commands[0].shell is not a known key'],
    ['[{"key":"T","name":"T"}]', 'commands[0].run is missing'],
    ['[{"key":"T","name":"T","run":"t {id}"}]', 'commands[0].run is "t {id}"'],
    ['[{"key":"T","name":"T","run":["t","{iid}"]}]', 'commands[0].run is ["t","{iid}"]'],
    ['[{"key":"T","name":"T","run":["{output}"]}]', 'commands[0].run is ["{output}"]'],
    ['[{"key":"T","name":"T","run":["a\\u0000"]}]', 'commands[0].run is ["a\\u0000"]'],
  ])('is refused as %s', (text, fault) => {
    expect(faults(read(JSON.parse(text)))).toEqual([expect.stringContaining(`${fault}; `)]);
  });

  it.each([0o664, 0o646])('is refused in a file that others may change: mode %o', (mode) => {
    expect(read([command], mode)).toMatchObject({
      problems: [{ key: 'commands', fault: 'could be changed by other users' }],
    });
    expect(read([], mode)).toMatchObject({ kind: 'read' });
  });

  it('is not taken from a variable', () => {
    const JOBS_VIEW_COMMANDS = JSON.stringify([command]);
    expect(settingsFromEnvironment({ JOBS_VIEW_COMMANDS })).toEqual({ kind: 'read', settings: {} });
  });

  it('is refused at the start if its key is taken, with keys that are free', async () => {
    const started = async (key: string) => {
      read([command, { ...command, key }]);
      return runInside(['--once', '--config', path, folder.file('none.sqlite3')]);
    };
    const { code, errors } = await started('R');
    expect(code).toBe(2);
    expect(errors).toMatch(
      /config\.json: "commands\[1\]\.key" is "R", which is taken: Retry the job.*; choose a key that is free, such as E /,
    );
    expect((await started('T')).errors).toMatch(
      /"commands\[1\]\.key" is "T", which is taken: Open a ticket; choose /,
    );
  });
});
