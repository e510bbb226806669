import { describe, expect, it } from '@jest/globals';
import { additionsIn } from '../../lib/actions/present-schema.js';
import { knownColumns } from '../../lib/schema/known-columns.js';
import { sqlNames } from '../../lib/schema/sql-files.js';
import { sqlText, statement } from '../../lib/schema/statement.js';

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

  it('has no names for a folder that does not exist', () => {
    expect(sqlNames('no-such-folder')).toEqual([]);
  });
});

const queue = new Map([['cf_processing_queue', new Set(['id', 'status', 'claim_time', 'end_time'])]]);

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
