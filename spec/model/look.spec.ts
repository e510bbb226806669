import { describe, expect, it } from '@jest/globals';
import {
  digestOf,
  isNewCause,
  isNewSince,
  type Look,
  lookAt,
  mostKnownCauses,
  newFrom,
} from '../../lib/model/look.js';
import { jobWith, minute, now, pictureOf } from '../view/scene.js';

const look: Look = {
  at: now - 10 * minute + 900,
  counts: { queued: 10, complete: 3, failed: 4, cancelled: 0 },
  troubles: { gone: 1, silent: 0, stalled: 0 },
  causes: ['known'],
};
const counts = { queued: 10, running: 2, complete: 3, failed: 4, cancelled: 0, other: 0 };
const ended = { complete: 0, failed: 0, cancelled: 0 };
const since = { at: newFrom(look), counts: ended, newCauses: [], moreNewCauses: 0, unread: 0 };
const nothing = { done: 0, failed: 0, cancelled: 0, newCauses: 0, gone: 0, silent: 0, stalled: 0, queue: 0 };

describe('the digest since a look', () => {
  it('is null until the news since this look was read', () => {
    const more = { ...counts, failed: 9 };
    expect(digestOf(look, pictureOf([], { counts: more }))).toBeNull();
    expect(
      digestOf(look, pictureOf([], { counts: more, since: { ...since, at: since.at + 1000 } })),
    ).toBeNull();
    expect(digestOf(look, { ...pictureOf([], { since }), counts: null })).toBeNull();
  });

  it('follows the counts if workers’ clocks are wrong', () => {
    const picture = pictureOf([], { counts: { ...counts, complete: 9, failed: 5 }, since });
    expect(digestOf(look, picture)).toEqual({ ...nothing, at: look.at, done: 6, failed: 1 });
  });
});

describe('a job', () => {
  it.each([
    [{ status: 'failed', completedAt: newFrom(look) }, true],
    [{ status: 'failed', completedAt: newFrom(look) - 1 }, false],
    [{ status: 'complete', completedAt: now + minute }, true],
    [{ status: 'complete', completedAt: now + minute + 1 }, false],
    [{ status: 'cancelled', completedAt: null, claimedAt: now }, true],
    [{ status: 'cancelled' }, false],
    [{ status: 'running', claimedAt: now, startedAt: now }, false],
    [{ status: 'queued', startedAt: now }, false],
  ] as const)('%j is new: %s', (given, expected) => {
    expect(isNewSince(look, jobWith(given), now)).toBe(expected);
  });
});

describe('a cause', () => {
  const group = { key: 'a', text: '', count: 1, names: [], moreNames: 0, lastAt: now, sample: '1' };
  it.each([
    [{ ...group, firstAt: now }, true],
    [{ ...group, firstAt: newFrom(look) }, true],
    [{ ...group, firstAt: newFrom(look) - 1 }, false],
    [{ ...group, firstAt: null }, false],
    [{ ...group, firstAt: now, key: 'known' }, false],
  ])('%j is new: %s', (cause, expected) => {
    expect(isNewCause(look, cause)).toBe(expected);
  });
});

describe('a look', () => {
  it('remembers no more than a thousand causes, those of the picture first', () => {
    const groups = Array.from({ length: 700 }, (_, index) => ({
      ...{ text: '', count: 1, names: [], moreNames: 0, firstAt: 1, lastAt: 1, sample: '1' },
      key: `new ${index}`,
    }));
    const causes = { groups, total: 700, failed: 700, unread: 0, sample: null };
    const before = { ...look, causes: Array.from({ length: 700 }, (_, index) => `old ${index}`) };
    const seen = lookAt(pictureOf([], { causes }), now, before);
    expect(seen.causes).toHaveLength(mostKnownCauses);
    expect(seen.causes[0]).toBe('new 0');
    expect(seen.causes.at(-1)).toBe('old 299');
  });
});
