import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Storm } from '../../lib/watch/storm.js';

describe('a storm', () => {
  it('is eight events within a second', () => {
    const storm = new Storm();
    const struck = [0, 100, 200, 300, 400, 500, 600, 999].map((time) => storm.strikes(time));
    expect(struck).toEqual([false, false, false, false, false, false, false, true]);
  });

  it('begins anew with the event after it', () => {
    const storm = new Storm();
    for (let time = 0; time < 8; time += 1) storm.strikes(time);
    expect(storm.strikes(9)).toBe(false);
  });

  it('never comes of events that are far enough apart', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 143, max: 5000 })), (gaps) => {
        const storm = new Storm();
        let time = 0;
        for (const gap of gaps) {
          time += gap;
          expect(storm.strikes(time)).toBe(false);
        }
      }),
    );
  });
});
