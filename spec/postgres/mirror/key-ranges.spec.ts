import { describe, expect, it } from '@jest/globals';
import { usualPace } from '../../../lib/postgres/mirror/mirror-of-server.js';
import { sharedServer } from '../../support/shared-server.js';
import { counted, readerOf, top } from '../same-rows.js';

const server = sharedServer({ statements: ['CREATE ROLE reader LOGIN'] });

const queue = 'cf_processing_queue';

/** A queue of thirty jobs that is read in ranges of ten, and the ids that are shown. */
async function thirty(...statements: readonly string[]) {
  const { schema, run } = await server.queue(
    { version: 'D' },
    `INSERT INTO ${queue} (id, status) SELECT i, 'FAILED' FROM generate_series(1, 30) AS i`,
    ...statements,
  );
  const { reader } = readerOf(server, schema, { user: 'reader', pace: { ...usualPace, rowsAtOnce: 10 } });
  const ids = async () => {
    const shown = await counted(reader, { ...top, after: 50 });
    if (typeof shown === 'string') return shown;
    return shown.window.jobs.map(({ id }) => Number(id)).sort((one, other) => one - other);
  };
  return { run, ids };
}

const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

describe('Ranges of keys', () => {
  it('lose what was removed from one of which more was written than is read at once', async () => {
    const { run, ids } = await thirty();
    expect(await ids()).toEqual(upTo(30));
    await run(
      `BEGIN; INSERT INTO ${queue} (id, status) SELECT i, 'FAILED' FROM generate_series(31, 45) AS i;
       UPDATE ${queue} SET plugin_name = 'p'; DELETE FROM ${queue} WHERE id % 2 = 0; COMMIT`,
    );
    expect(await ids()).toEqual(upTo(45).filter((id) => id % 2 === 1));
  });

  it('have rows that nobody wrote, once this user may see them', async () => {
    const { run, ids } = await thirty(
      'CREATE TABLE bound AS SELECT 13 AS last',
      'GRANT SELECT ON bound TO PUBLIC',
      `ALTER TABLE ${queue} ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY bounded ON ${queue} USING (id <= (SELECT last FROM bound))`,
    );
    expect(await ids()).toEqual(upTo(13));
    await run('UPDATE bound SET last = 17');
    expect(await ids()).toEqual(upTo(17));
    await run('UPDATE bound SET last = 5');
    expect(await ids()).toEqual(upTo(5));
  });
});
