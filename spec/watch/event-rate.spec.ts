import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventRate } from '../../lib/watch/event-rate.js';

describe('a storm', () => {
  it('is eight events within a second', () => {
    const storm = new EventRate();
    const struck = [0, 100, 200, 300, 400, 500, 600, 999].map((time) => storm.isStorm(time));
    expect(struck).toEqual([false, false, false, false, false, false, false, true]);
  });

  it('begins anew with the event after it', () => {
    const storm = new EventRate();
    for (let time = 0; time < 8; time += 1) storm.isStorm(time);
    expect(storm.isStorm(9)).toBe(false);
  });

  it('never comes of events that are far enough apart', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 143, max: 5000 })), (gaps) => {
        const storm = new EventRate();
        let time = 0;
        for (const gap of gaps) {
          time += gap;
          expect(storm.isStorm(time)).toBe(false);
        }
      }),
    );
  });
});
