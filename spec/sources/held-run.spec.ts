import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../lib/model/filter.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import { HeldRun, widened } from '../../lib/sources/held-answers.js';
import { jobWith, pictureOf } from '../view/scene.js';

const request: PictureRequest = {
  filter: everyJob,
  anchor: { kind: 'index', index: 40 },
  before: 10,
  after: 20,
  failures: 0,
  places: { at: [] },
};
const picture = pictureOf([jobWith({ id: '1' })]);

describe('a run of a list', () => {
  it('answers for its own window, and for up to six more jobs on each side, but for no more', () => {
    const run = new HeldRun(widened(request), picture, true);
    fc.assert(
      fc.property(fc.nat(20), fc.nat(30), (before, after) => {
        const isHeld = before <= 16 && after <= 26;
        const wanted = { ...request, before, after };
        expect(run.pictureFor(wanted)).toBe(isHeld ? picture : null);
        expect(run.listFor(wanted)?.window).toBe(isHeld ? picture.window : undefined);
      }),
    );
  });

  it('has no answer for another place, nor for all of a question if it has a part of the answer', () => {
    const run = new HeldRun(request, picture, true);
    const part = new HeldRun(request, picture, false);
    expect(run.pictureFor({ ...request, pace: { atHand: 5 } })).toBe(picture);
    for (const other of [
      { anchor: { kind: 'index', index: 41 } },
      { sortedAt: 5 },
      { places: { at: [1] } },
    ] as const) {
      expect(run.pictureFor({ ...request, ...other })).toBeNull();
      expect(run.listFor({ ...request, ...other })).toBeNull();
    }
    expect(run.pictureFor({ ...request, failures: 2 })).toBeNull();
    expect(part.pictureFor(request)).toBeNull();
    for (const each of [run, part])
      expect(each.listFor({ ...request, failures: 2 })?.window).toBe(picture.window);
  });
});
