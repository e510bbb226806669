import { afterAll, describe, expect, it } from '@jest/globals';
import { shared } from './shared.js';

/** Has a private field, which no other object can reach. */
class Counter {
  readonly host = 'here';
  #count = 0;
  isClosed = false;
  count(): number {
    this.#count += 1;
    return this.#count;
  }
  close(): void {
    this.isClosed = true;
  }
}

describe('an object that specs share', () => {
  const made: Counter[] = [];
  const counter = shared(async () => {
    made.push(new Counter());
    return made[0] as Counter;
  });
  const early = (() => {
    try {
      return counter.host;
    } catch (error) {
      return String(error);
    }
  })();

  it('throws when it is used before it is made', () => {
    expect(early).toContain('not made yet');
  });

  it.each([1, 2])('is the same in each of them, private fields included (%i)', (count) => {
    expect(counter.count()).toBe(count);
    expect(made).toHaveLength(1);
  });

  it('can be spread like the object that it stands for', () => {
    expect({ ...counter }).toMatchObject({ host: 'here', isClosed: false });
  });

  afterAll(() => expect(made[0]?.isClosed).toBe(true));
});
