import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FilteredList } from '../../../../lib/snapshot/lists/filtered-list.js';
import { LiveDatabase } from '../../../../lib/snapshot/live-database.js';
import { readShape } from '../../../../lib/snapshot/tables/database-shape.js';
import { createDatabase } from '../../../support/databases.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { asOf, searchFor, wholeList } from '../../queries/queue-database.js';

const pageSize = 512;

const folder = folderForEach();
let path: string;

beforeEach(async () => {
  path = folder.file('queue.db');
  const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
    INSERT INTO cf_processing_queue (plugin_name, status) SELECT 'p', 'COMPLETED' FROM n`;
  await createDatabase(path, { pageSize, journalMode: 'delete', sql: [sql] });
});

function onFile(work: (file: number) => void): void {
  const file = openSync(path, 'r+');
  try {
    work(file);
  } finally {
    closeSync(file);
  }
}

/** Puts other words into a page, and returns what puts the old ones back. */
function tear(page: number): () => void {
  const whole = Buffer.alloc(pageSize);
  const place = (page - 1) * pageSize;
  onFile((file) => {
    readSync(file, whole, 0, pageSize, place);
    const torn = Buffer.from(whole.toString('latin1').replaceAll('COMPLETED', 'FAKEWORDS'), 'latin1');
    expect(torn.equals(whole)).toBe(false);
    writeSync(file, torn, 0, pageSize, place);
  });
  return () => onFile((file) => writeSync(file, whole, 0, pageSize, place));
}

describe('a match in a torn page', () => {
  it.each([
    ['fakewords', 0],
    ['completed', 300],
  ])('does not count in the next attempt (%s)', async (text, matches) => {
    const database = new LiveDatabase(path, () => asOf);
    let attempts = 0;
    const read = () =>
      database.read((tables, walkQueue) => {
        attempts += 1;
        const shape = readShape(tables);
        const queue = walkQueue(shape).queue();
        const page = queue.index.order[3] ?? 0;
        // Once it is in the index, so that only the search sees it so.
        const mend = attempts === 1 ? tear(page) : () => {};
        const place = queue.search(new FilteredList(tables, shape, wholeList.filter), searchFor(text));
        mend();
        return place.found;
      });
    let reading = await read();
    // On a machine that has much to do there may be no second attempt in time.
    while (reading.kind === 'problem' && reading.problem.code === 'busy') reading = await read();
    expect(attempts).toBeGreaterThan(1);
    expect(database.statistics.rejected).toBeGreaterThan(0);
    expect(reading).toMatchObject({ kind: 'value', value: { matches, nth: matches === 0 ? 0 : 1 } });
    await database.close();
  });
});
