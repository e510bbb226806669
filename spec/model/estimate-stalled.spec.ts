import { describe, expect, it } from '@jest/globals';
import type { Estimate } from '../../lib/model/estimate.js';
import { now } from '../view/scene.js';
import { after, minute, rounded, second } from './estimate-scene.js';

describe('the estimate of a job that stands still', () => {
  it.each<[string, string, Estimate]>([
    [
      'stands still for 30 seconds',
      'stalled 30',
      after(
        [
          [0, 20],
          [2, 30],
          [4, 40],
        ],
        34,
      ),
    ],
    [
      'has stood still for less',
      'eta 190',
      after(
        [
          [0, 20],
          [2, 30],
          [4, 40],
        ],
        33,
      ),
    ],
    [
      'stands still for less than three of its own pauses',
      'eta 5700',
      after(
        [
          [0, 20],
          [60, 30],
          [120, 40],
        ],
        299,
      ),
    ],
    [
      'stands still for three of them',
      'stalled 180',
      after(
        [
          [0, 20],
          [60, 30],
          [120, 40],
        ],
        300,
      ),
    ],
    [
      'has been seen once, and is slow by its average',
      'eta 58740',
      after([[0, 20]], 100, { startedAt: now - 20 * minute }),
    ],
    [
      'has been seen once, and is fast by its average',
      'stalled 100',
      after([[0, 600]], 100, { startedAt: now - 20 * minute }),
    ],
    [
      'is fresh in updated_at and flat in its count',
      'stalled 60',
      after(
        [
          [0, 20],
          [2, 30],
          [4, 40],
        ],
        64,
        { updatedAt: now + 63 * second },
      ),
    ],
    [
      'is seen once, with an old updated_at',
      'stalled 600',
      after([[0, 500]], 0, { startedAt: now - 30 * minute, updatedAt: now - 10 * minute }),
    ],
    [
      'has an updated_at from before its start',
      'eta 1800',
      after([[0, 500]], 0, { startedAt: now - 30 * minute, updatedAt: now - 40 * minute }),
    ],
    [
      'has an updated_at that nobody touched since its start',
      'eta 1800',
      after([[0, 500]], 0, { startedAt: now - 30 * minute, updatedAt: now - 30 * minute }),
    ],
    [
      'moved after its updated_at',
      'eta 94',
      after(
        [
          [0, 20],
          [2, 30],
          [4, 40],
        ],
        6,
        { itemsTotal: 520, updatedAt: now - 10 * minute },
      ),
    ],
    [
      'has an updated_at in the future',
      'eta 600',
      after([[0, 500]], 0, { startedAt: now - 10 * minute, updatedAt: now + minute }),
    ],
    ['has never moved, for a minute and a half', 'none', after([[0, 0]], 90, { startedAt: now })],
    ['has never moved, for two minutes', 'stalled 120', after([[0, 0]], 120, { startedAt: now })],
    [
      'counts without a total',
      'stalled 40',
      after(
        [
          [0, 5],
          [2, 6],
        ],
        42,
        { itemsTotal: null },
      ),
    ],
    [
      'moves again after a stall',
      'eta 602',
      after(
        [
          [0, 20],
          [2, 30],
          [600, 500],
          [602, 501],
        ],
        602,
        { itemsTotal: 802 },
      ),
    ],
  ])('is as expected for a job that %s', (_, expected, estimated) => {
    expect(rounded(estimated)).toBe(expected);
  });
});
