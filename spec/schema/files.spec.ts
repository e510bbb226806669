import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { additionsIn } from '../../lib/actions/present-schema.js';
import { knownColumns } from '../../lib/schema/known-columns.js';
import { filesAmong, filesUnder, type SqlFiles, sqlFiles, sqlNames } from '../../lib/schema/sql-files.js';
import { bare, sqlText, statement } from '../../lib/schema/statement.js';

describe('the schema folder', () => {
  const folders = ['tables', 'migrations', 'indexes', 'fragments', 'queries', 'actions', 'logs', 'demo'];
  for (const folder of [...folders, 'postgres', 'postgres/actions', 'postgres/fragments', 'postgres/logs'])
    it(`${folder}/ holds only files that begin with a comment`, () => {
      const names = sqlNames(folder);
      expect(names).not.toEqual([]);
      for (const name of names)
        expect([name, sqlText(name)]).toEqual([name, expect.stringMatching(/^-- \w/)]);
    });

  it('holds only migrations that add tables, columns, indexes or triggers', () => {
    for (const name of [
      ...sqlNames('migrations'),
      ...sqlNames('postgres/migrations'),
      ...sqlNames('postgres/tables'),
    ])
      expect([name, additionsIn(sqlText(name))]).not.toEqual([name, []]);
    expect(() => additionsIn('DROP TABLE cf_processing_queue')).toThrow('DROP TABLE');
    expect(() => additionsIn(`CREATE TABLE a (b); UPDATE a SET b = 1`)).toThrow('UPDATE');
  });

  it('holds no query whose limit or pattern is a bare parameter, for which SQLite compiles again', () => {
    // For a plan that would fit the value that was given. `+:limit` is no parameter but a sum, which it doesn't look
    // into.
    for (const name of [...sqlNames('queries'), ...sqlNames('fragments')])
      expect([name, sqlText(name).match(/\b(LIMIT|OFFSET|GLOB|LIKE)\s+:\w+/g)]).toEqual([name, null]);
  });
});

const queue = new Map([['cf_processing_queue', new Set(['id', 'status', 'claim_time', 'end_time'])]]);

describe('the statement of a list', () => {
  const filters = [...sqlText('fragments/job_matches').matchAll(/:\w+(?= IS NULL)/g)].map(String);
  const optional = [...filters, ':until', ':columns'];
  const of = (name: string, present: string, sort = 'time') =>
    statement(`queries/${name}`, queue, undefined, {
      isAbsent: (parameter) => optional.includes(parameter) && parameter !== present,
      sort,
    });

  it.each(['newest_jobs', 'jobs_saying', 'jobs_holding', 'pinned'])(
    '%s has no condition of others',
    (name) => {
      expect(filters.length).toBeGreaterThan(9);
      expect(optional.filter((parameter) => new RegExp(`${parameter}\\b`).test(of(name, '')))).toEqual([]);
      for (const parameter of optional) expect(of(name, parameter)).toContain(`${parameter} IS NULL`);
    },
  );

  it.each([
    ['name', 'lower(', ':place'],
    ['args.user', ':place', "'duration'"],
    ["name' THEN 1 --", ':place', "name' THEN"],
  ])('in the order %p works out nothing else to sort by', (sort, has, lacks) => {
    const sql = of('jobs_in_order', '', sort);
    expect([sql.includes(has), sql.includes(lacks)]).toEqual([true, false]);
  });
});

describe('an update of the queue', () => {
  it('sets only the columns that can be set', () => {
    const sql = statement('actions/cancel', queue, new Set(['id', 'status', 'end_time']));
    expect([...sql.matchAll(/(?:SET|,)\s+(\w+) = /g)].map(([, column]) => column)).toEqual([
      'status',
      'end_time',
    ]);
    expect(sql).not.toMatch(/\b(set|fragment|argument)\.|--|,\s*WHERE/);
    expect(sql).toContain('job."claim_time"');
  });

  it('sets only known columns', () => {
    const known = new Set(knownColumns.get('cf_processing_queue'));
    const named = sqlNames('actions').flatMap((name) => [...sqlText(name).matchAll(/\bset\.(\w+)/g)]);
    expect(named.length).toBeGreaterThan(20);
    expect(named.map(([, column]) => column).filter((column) => !known.has(String(column)))).toEqual([]);
  });

  it('does not change the update of another table', () => {
    expect(statement('actions/set_failures_aside', queue)).toContain('SET earlier_attempt = :retries');
  });
});

describe('the failures of a job in a query', () => {
  const columns = (...more: string[]) => new Map([['cf_job_failures', new Set(['id', 'job_id', ...more])]]);

  it('a failed job has the violations of its last attempt only, where the table has earlier_attempt', () => {
    const earlier = /FROM "cf_job_failures" WHERE "earlier_attempt" IS NULL\)/;
    expect(statement('queries/failures_by_scan', columns('earlier_attempt'))).toMatch(earlier);
    expect(statement('queries/failures_by_scan', columns())).toContain('FROM "cf_job_failures")');
  });
});

const root = new URL('../../../', import.meta.url);
const files = filesUnder(new URL('schema/', root));
/** Whose texts are all loaded, whatever they are called; so are those of queues, which have specs of their own. */
const loadedWhole = ['indexes', 'migrations', 'tables', 'postgres/migrations', 'postgres/tables'];
const holding = readdirSync(new URL('schema/', root), { recursive: true, encoding: 'utf8' })
  .filter((entry) => entry.endsWith('.sql'))
  .map((entry) => entry.replace(/\/[^/]*$/, ''));
const namedFolders = [...new Set(holding)].filter(
  (folder) => !loadedWhole.includes(folder) && !folder.startsWith('queues/'),
);

function sourcesIn(folder: string): string {
  const from = new URL(folder, root);
  const names = readdirSync(from, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, from), 'utf8'))
    .join('\n');
}

it('every SQL text of schema/ is used by the program or by another text', () => {
  const code = sourcesIn('lib/') + sourcesIn('bin/');
  /** What stands in quotes, or behind the folder there. */
  const quoted = new Set([...code.matchAll(/(?<=['"`/])[\w-]+(?=['"`])/g)].map(([name]) => name));
  /** As `any_of_` is with the name of a table behind it. */
  const begun = [...code.matchAll(/(?<=[`/])\w+_(?=\$\{)/g)].map(([start]) => start);
  const texts = [...namedFolders, ...loadedWhole].flatMap((folder) => files.names(folder));
  const sql = texts.map((name) => bare(files.text(name))).join('\n');
  const parts = new Set([...sql.matchAll(/(?<=\b(?:fragment|terms)\.)\w+/g)].map(([name]) => name));
  const unused = namedFolders
    .flatMap((folder) => files.names(folder))
    .filter((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (quoted.has(name) || begun.some((start) => name.startsWith(start))) return false;
      return !(path.includes('fragments/') && parts.has(name));
    });
  expect(unused).toEqual([]);
  expect(namedFolders).toEqual(expect.arrayContaining(['queries', 'postgres/actions']));
});

const folders = readdirSync(new URL('schema/', root));
const names = folders.flatMap((folder) => files.names(folder));
const texts = Object.fromEntries(names.map((name) => [name, files.text(name)]));

const ways: [string, SqlFiles][] = [
  ['from files', files],
  ['from the bundle', filesAmong(texts)],
];

describe.each(ways)('the store of SQL texts %s', (_, found) => {
  it('returns the text of every file in schema/', () => {
    expect(names.length).toBeGreaterThan(100);
    expect(names.map((name) => found.text(name))).toEqual(Object.values(texts));
    expect(found.text('queries/counts')).toMatch(/^-- \w.*\nSELECT/s);
  });

  it('lists the names of a folder in order', () => {
    for (const folder of folders) expect(found.names(folder)).toEqual(files.names(folder));
    expect(found.names('indexes')[0]).toMatch(/^indexes\/ix_/);
    expect(found.names('indexes')).toEqual(found.names('indexes').toSorted());
  });

  it('lists no names for an unknown folder', () => {
    expect(found.names('nowhere')).toEqual([]);
    expect(found.names('quer')).toEqual([]);
  });

  it('throws an error with the file’s name for an unknown text', () => {
    expect(() => found.text('queries/nowhere')).toThrow('queries/nowhere.sql');
    expect(() => found.text('toString')).toThrow('toString.sql');
  });
});

it('the SQL texts are read from files where the program is not bundled', () => {
  expect(sqlFiles.text('fragments/job_kept')).toBe(texts['fragments/job_kept']);
});
