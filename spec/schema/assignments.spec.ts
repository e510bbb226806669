import { describe, expect, it } from '@jest/globals';
import { knownColumns } from '../../lib/schema/known-columns.js';
import { sqlNames } from '../../lib/schema/sql-files.js';
import { sqlText, statement } from '../../lib/schema/statement.js';

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

  it('come from the last attempt only, where the table has earlier_attempt', () => {
    const earlier = /FROM "cf_job_failures" WHERE "earlier_attempt" IS NULL\)/;
    expect(statement('queries/failures_by_scan', columns('earlier_attempt'))).toMatch(earlier);
    expect(statement('queries/failures_by_scan', columns())).toContain('FROM "cf_job_failures")');
  });
});
