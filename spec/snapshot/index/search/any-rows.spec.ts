import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import type { Picture } from '../../../../lib/model/picture.js';
import { catalogue } from '../../../support/database-versions.js';
import { expectSame } from '../../../support/expect-same.js';
import { wholeList } from '../../queries/queue-database.js';
import { anyQueue, makings, ofOneForm, queueOf } from '../any-queue.js';
import { anyFilter, anySearch, besides, searchedExtras } from './any-search.js';

const searches = 5;

/** What rows hold as texts, and names with versions as the list shows them. */
function textsOf(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return rows.flatMap((row) => [
    ...Object.values(row).flatMap((value) =>
      typeof value === 'string' && !value.includes('\ud800') ? [value.slice(-2000)] : [],
    ),
    `${row.plugin_name} v${row.plugin_version ?? row.parser_version}`,
  ]);
}

function seen({ found, failedMatching, window: { first, matching, jobs } }: Picture) {
  return { found, failedMatching, first, matching, ids: jobs.map(({ id }) => id) };
}

describe('a search by the index', () => {
  it.each(Object.keys(makings))(
    'finds the matches that SQL finds in a queue of the making %s',
    async (making) => {
      const any = ofOneForm(
        (form) =>
          anyQueue(making, form).chain((queue) =>
            fc.tuple(
              fc.constant(queue),
              fc.array(searchedExtras, { minLength: queue.after.length, maxLength: queue.after.length }),
              besides,
            ),
          ),
        4,
      );
      await fc.assert(
        fc.asyncProperty(any, fc.gen(), async (cases, gen) => {
          for (const [queue, extras, others] of cases) {
            const after = queue.after.map((row, index) => ({ ...row, ...extras[index] }));
            const database = await queueOf({ ...queue, after }, catalogue);
            try {
              const tables = database.tables();
              for (const [table, row] of others) {
                if (!tables.has(table)) continue;
                try {
                  database.add(row, table);
                } catch (error) {
                  if (!/UNIQUE/.test(String(error))) throw error;
                }
              }
              const ids = database
                .all('SELECT CAST(id AS TEXT) AS id FROM cf_processing_queue')
                .map(({ id }) => String(id));
              const texts = textsOf([...queue.before, ...after, ...others.map(([, row]) => row)]);
              for (let count = 0; count < searches; count += 1) {
                const anchor = gen(anySearch, texts, ids);
                const request = {
                  ...wholeList,
                  anchor,
                  filter: gen(anyFilter, texts, ids),
                  before: 1,
                  after: 2,
                };
                expectSame(seen(database.byIndex(request)), seen(database.bySql(request)));
              }
            } finally {
              database.close();
            }
          }
        }),
        { numRuns: 3, endOnFailure: true },
      );
    },
  );
});
