import { describe, expect, it } from '@jest/globals';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { fixtureFolder, readNotes } from '../../support/fixture.js';
import { type Expected, itReadsFixtures } from './fixture-cases.js';

/** The WAL good goes from the notes before to after, and on to later. */
const expected: Expected = {
  ...{ good: 'later', 'big-endian': 'later', 'salt-mismatch': 'after', 'frame-checksum-mismatch': 'after' },
  ...{ 'header-checksum-mismatch': 'before', 'bad-magic': 'before', 'truncated-frame': 'after' },
  ...{ 'truncated-header': 'before', 'empty-log': 'before', 'uncommitted-tail': 'after' },
  ...{ 'shrunk-database': 'shrunk', 'grown-database': 'after', 'restarted-with-old-frames-behind': 'later' },
  ...{ 'restarted-with-old-frames-only': 'later', 'claims-rollback-mode': 'later' },
  ...{ 'commit-past-shared-memory': 'after', 'shared-memory-torn': 'later', 'shared-memory-short': 'later' },
  'restart-announced': 'later',
};

/** SQLite discards shared memory that nobody has open, so it can't show what these mean. */
const notByNative = new Set(['commit-past-shared-memory', 'restart-announced']);

describe('a WAL', () => {
  itReadsFixtures('wal', expected, { others: ['empty-database'], notByNative });

  it('is ignored beside a main file without a byte', async () => {
    const path = `${fixtureFolder('wal', 'empty-database')}/note.db`;
    const database = new LiveDatabase(path);
    expect(await database.read(readNotes)).toMatchObject({
      kind: 'problem',
      problem: { code: 'empty', file: path },
    });
  });
});
