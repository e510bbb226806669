import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectSame } from '../../support/expect-same.js';
import { type AnyQueue, anyForm, anyQueue, makings, queueOf } from './any-queue.js';
import { filledColumns, rowWith } from './any-row.js';
import {
  decodedLeaves,
  decodedQueue,
  decodedValues,
  emptyDatabase,
  inOrder,
  queriedQueue,
  usualForm,
} from './queue-file.js';
import { madeQueue } from './queue-in-log.js';

/**
 * Expects jobs that are decoded from pages or from values, with those that are left to SQL, to be what SQL says of all;
 * returns how many of each there are.
 */
async function compare(queue: AnyQueue): Promise<{ readonly decoded: number; readonly all: number }> {
  const database = await queueOf(queue);
  const expected = queriedQueue(database);
  const read = [decodedQueue(database), decodedValues(database)];
  database.close();
  for (const { jobs, unusual } of read) {
    const rest = expected.filter(({ id }) => unusual.includes(id));
    expectSame(inOrder([...jobs, ...rest]), expected);
  }
  return { decoded: Math.min(...read.map(({ jobs }) => jobs.length)), all: expected.length };
}

describe.each(Object.keys(makings))('a leaf page, or its values, of a queue of version %s', (making) => {
  it('is decoded to the jobs that SQL reads; some rows are left to SQL', async () => {
    let decoded = 0;
    let all = 0;
    await fc.assert(
      fc.asyncProperty(anyQueue(making), async (queue) => {
        const counts = await compare(queue);
        decoded += counts.decoded;
        all += counts.all;
      }),
      { numRuns: 40 },
    );
    // What is left to SQL is always right: enough has to be decoded, but where numbers are reals.
    expect(decoded).toBeGreaterThan(making === 'real' ? 0 : all / 20);
  });
});

describe('a value of any kind', () => {
  it.each(filledColumns)('in the column %s is decoded to the value that SQL reads', async (column) => {
    const rows = fc.array(rowWith(column), { minLength: 200, maxLength: 200 });
    const form = fc.oneof(
      { weight: 3, arbitrary: fc.constant(usualForm) },
      { weight: 1, arbitrary: anyForm },
    );
    await fc.assert(
      fc.asyncProperty(rows, form, async (after, file) => {
        await compare({ making: 'untyped', form: file, before: [], after });
      }),
      { numRuns: 8 },
    );
  });
});

describe('a leaf', () => {
  it('is open if a row that is left to SQL goes on in pages that were not read', async () => {
    const database = await emptyDatabase({ ...usualForm, pageSize: 512 });
    const unusual = "x'31'";
    /** When it was claimed, and how long its text is, from id 1 on. */
    const rows: readonly (readonly [claim: string, text: number])[] = [
      ['1', 300],
      [unusual, 300],
      ['1', 900],
      [unusual, 900],
      ['1', 300],
      [unusual, 70_000],
      ['1', 300],
      ['1', 70_000],
      ['1', 300],
    ];
    const values = rows.map(([claim, text]) => `(${claim}, printf('%.*c', ${text}, 'x'))`);
    const filled = `INSERT INTO cf_processing_queue (plugin_name, claim_time, error_message, items_total)
      SELECT 'p', column1, column2, 300 FROM (VALUES ${values})`;
    database.run([...madeQueue, filled].join(';\n'));
    const told: (readonly unknown[])[] = [];
    for (const { decoder, into, rows: count } of decodedLeaves(database)) {
      const { unusual: slots, chain, isOpen } = decoder;
      expect(count).toBe(1);
      told.push([slots.map((slot) => into.ids[slot]), chain.length, isOpen]);
    }
    expect(told).toEqual([
      [[], 0, false],
      [[2], 0, false],
      [[], 1, false],
      [[4], 1, false],
      [[], 0, false],
      [[6], 0, true],
      [[], 0, false],
      [[8], 0, true],
      [[], 0, false],
    ]);
  });
});
