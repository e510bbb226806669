import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FeedEntry, feedKinds, mostWords } from '../../lib/model/feed.js';
import { qualifiedId } from '../../lib/model/job.js';
import { type LastSeen, nothingSeen } from '../../lib/model/look.js';
import { lastSeenIn, lastSeenText } from '../../lib/settings/operator-memory.js';
import { nothingStored } from '../../lib/settings/stored-view.js';
import { anyCharacter } from '../support/any-character.js';
import { fileOf, folder, memory, state } from './memory-scene.js';

const count = fc.nat(2 ** 31);
const words = fc.string({ unit: anyCharacter, maxLength: 20 });
const anyEntry: fc.Arbitrary<FeedEntry> = fc.record({
  ...{ id: count, kind: fc.constantFrom(...feedKinds), from: count, at: count },
  ...{ count: fc.integer({ min: 1, max: 9 }), words: fc.array(words, { maxLength: mostWords }) },
  jobId: fc.option(
    fc.oneof(
      fc.stringMatching(/^[0-9]{1,19}$/),
      fc
        .tuple(fc.stringMatching(/^[a-z/]{1,40}$/), fc.stringMatching(/^[0-9]{1,19}$/))
        .map(([database, id]) => qualifiedId(database, id)),
    ),
  ),
});
const anySeen: fc.Arbitrary<LastSeen> = fc.record({
  feed: fc.array(anyEntry),
  look: fc.option(
    fc.record({
      at: fc.nat(2 ** 41),
      counts: fc.record({ queued: count, complete: count, failed: count, cancelled: count }),
      troubles: fc.record({ gone: count, silent: count }),
      causes: fc.array(fc.stringMatching(/^[0-9a-f]{12}$/)),
    }),
  ),
});
const seen: LastSeen = {
  feed: [
    {
      ...{ id: 1, kind: 'failed', from: 1_768_476_000_000, at: 1_768_476_000_500, count: 1 },
      ...{ words: ['DiskFull (fix)'], jobId: '7' },
    },
  ],
  look: {
    at: 1_768_476_000_000,
    counts: { queued: 1, complete: 2, failed: 3, cancelled: 4 },
    troubles: { gone: 5, silent: 6 },
    causes: ['0123456789ab'],
  },
};

describe('the file of what was seen last', () => {
  it('is readable for the operator alone, and apart from their saved view', () => {
    expect(memory().loadSeen()).toEqual(nothingSeen);
    memory().saveSeen(seen);
    expect(memory().loadSeen()).toEqual(seen);
    expect(memory(folder.file('other.db')).loadSeen()).toEqual(nothingSeen);
    expect(statSync(fileOf('.seen.json')).mode & 0o777).toBe(0o600);
    expect(memory().load()).toEqual({ view: nothingStored, complaint: null });
    expect(readdirSync(state())).toHaveLength(1);
  });

  it('is replaced as a whole by the last of several dashboards, without leftover files', () => {
    memory().saveSeen(seen);
    memory().saveSeen({ look: null, feed: [] });
    expect(memory().loadSeen()).toEqual({ look: null, feed: [] });
    expect(readdirSync(state())).toHaveLength(1);
  });

  it('is given up silently if it cannot be written', () => {
    writeFileSync(state(), 'a file where the folder should be');
    expect(() => memory().saveSeen(seen)).not.toThrow();
    expect(memory().loadSeen()).toEqual(nothingSeen);
    expect(readFileSync(state(), 'utf8')).toBe('a file where the folder should be');
  });

  const broken = (change: (look: Record<string, unknown>) => unknown) => {
    const value = JSON.parse(lastSeenText('x', seen)) as { look: Record<string, unknown> };
    return JSON.stringify({ ...value, look: change(value.look) });
  };
  const brokenFeed = (entry: object) =>
    JSON.stringify({ ...seen, schema: 1, feed: [{ ...seen.feed[0], ...entry }] });
  it.each([
    brokenFeed({ id: -1 }),
    brokenFeed({ kind: 'other' }),
    brokenFeed({ from: '1' }),
    brokenFeed({ at: 1e300 }),
    brokenFeed({ count: 0 }),
    brokenFeed({ words: 'x' }),
    brokenFeed({ words: ['a', 'b', 'c', 'd'] }),
    brokenFeed({ words: ['x'.repeat(201)] }),
    brokenFeed({ jobId: 7 }),
    brokenFeed({ jobId: '7'.repeat(101) }),
    JSON.stringify({ ...seen, schema: 1, feed: Array.from({ length: 501 }, () => seen.feed[0]) }),
    JSON.stringify({ look: seen.look, schema: 1 }),
    '',
    '{',
    '[]',
    'null',
    '{"schema":2,"look":null}',
    '{"schema":1}',
    broken(() => 'x'),
    broken((look) => ({ ...look, at: -1 })),
    broken((look) => ({ ...look, at: 8.64e15 + 1 })),
    broken((look) => ({ ...look, at: '1' })),
    broken((look) => ({ ...look, counts: { ...(look.counts as object), failed: -1 } })),
    broken((look) => ({ ...look, counts: { ...(look.counts as object), queued: 1.5 } })),
    broken((look) => ({ ...look, counts: null })),
    broken((look) => ({ ...look, troubles: { gone: 1 } })),
    broken((look) => ({ ...look, causes: 'all' })),
    broken((look) => ({ ...look, causes: [1] })),
    broken((look) => ({ ...look, causes: ['x'.repeat(65)] })),
    broken((look) => ({ ...look, causes: Array.from({ length: 1001 }, () => 'a') })),
  ])('is nothing where the file holds %j', (text) => {
    memory().saveSeen(seen);
    writeFileSync(fileOf('.seen.json'), text);
    expect(memory().loadSeen()).toEqual(nothingSeen);
    memory().saveSeen(seen);
    expect(memory().loadSeen()).toEqual(seen);
  });

  it('is read as it was written, however much there is room for', () => {
    const most = {
      look: seen.look && { ...seen.look, causes: Array.from({ length: 1000 }, () => 'x'.repeat(64)) },
      feed: Array.from({ length: 500 }, () =>
        seen.feed.map((each) => ({ ...each, words: ['x'.repeat(200)], jobId: '7'.repeat(100) })),
      ).flat(),
    };
    fc.assert(
      fc.property(anySeen, (any) => expect(lastSeenIn(lastSeenText('/data/jobs.db', any))).toEqual(any)),
      { examples: [[most]] },
    );
  });
});
