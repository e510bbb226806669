import { describe, expect, it } from '@jest/globals';
import { causeOf } from '../../../lib/model/cause/cause.js';
import { realMessages } from './real-messages.js';

describe('the cause of a real message', () => {
  it('is checked for at least 60 messages', () => {
    expect(Object.values(realMessages).flat().length).toBeGreaterThanOrEqual(60);
  });

  for (const [source, messages] of Object.entries(realMessages)) {
    it.each(messages.map(([error, cause]) => [error, cause] as const))(`${source}: %s`, (error, cause) => {
      expect(causeOf(error).text).toBe(cause.length > 200 ? `${cause.slice(0, 199)}…` : cause);
    });
  }

  it('is the same for the cause’s own text', () => {
    for (const [error] of Object.values(realMessages).flat()) {
      const once = causeOf(error);
      if (once.text.endsWith('…')) continue;
      expect(causeOf(once.text)).toEqual(once);
    }
  });
});
