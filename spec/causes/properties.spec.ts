import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Cause, causeOf } from '../../lib/causes/cause.js';
import { anyCharacter } from '../support/any-character.js';
import { realMessages } from './real-messages.js';
import { errorType, slots, template } from './templates.js';

const lineOf = (parts: readonly string[]) => parts.join('');
// Matchers cost more than causes: what holds is compared first.
const isSame = (one: Cause, other: Cause) => one.key === other.key && one.text === other.text;

describe('a cause', () => {
  it.each(Object.entries(slots))('is the same whatever the %s', (_, slot) => {
    const around = fc.constantFrom(
      ['reading ', ' failed'],
      ['ParseError: bad value (', '), dropped'],
      ['cannot use ', ''],
      ['', ' is not allowed'],
      ['a=', ', b'],
    );
    fc.assert(
      fc.property(around, slot, slot, ([before, after], one, other) => {
        const first = causeOf(before + one + after);
        const second = causeOf(before + other + after);
        if (isSame(second, first) && first.text.includes('<') && first.text.includes(after.trim())) return;
        expect(second).toEqual(first);
        expect(first.text).toContain('<');
        expect(first.text).toContain(after.trim());
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for two messages that differ only in variable parts', () => {
    fc.assert(
      fc.property(template, ({ one, other }) => {
        const [first, second] = [causeOf(lineOf(one)), causeOf(lineOf(other))];
        if (!isSame(second, first)) expect(second).toEqual(first);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same for its own text, unless that was shortened', () => {
    fc.assert(
      fc.property(template, ({ one }) => {
        const cause = causeOf(lineOf(one));
        fc.pre(!cause.text.endsWith('…'));
        const again = causeOf(cause.text);
        if (!isSame(again, cause)) expect(again).toEqual(cause);
      }),
      { numRuns: 1000 },
    );
  });

  it('is never the same for two error types', () => {
    const message = fc.oneof(
      template.map(({ one }) => lineOf(one)),
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('', '<n>', '<path>.csv', '"<…>"'),
    );
    fc.assert(
      fc.property(errorType, errorType, message, message, (type, other, one, two) => {
        fc.pre(type !== other);
        return causeOf(`${type}: ${one}`).key !== causeOf(`${other}: ${two}`).key;
      }),
      { numRuns: 2000 },
    );
  });

  it('differs between messages of different programs', () => {
    const all = Object.values(realMessages).flat();
    const causes = new Map(all.map(([error, cause]) => [cause, causeOf(error).key]));
    expect(new Set(causes.values()).size).toBe(causes.size);
  });

  it('has one line of bounded length and a key of 12 digits for any text', () => {
    const signs = fc.constantFrom(
      ...'\'"`“<>\\/.:@-_()[]{}=+%,;?! \t\r\n\u0000\u001b\u2028\ud800\udc00é09afAZ…',
    );
    const text = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 600 }),
      fc.string({ unit: signs, maxLength: 600 }),
      fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
    );
    fc.assert(
      fc.property(text, (error) => {
        const cause = causeOf(error);
        expect(cause.key).toMatch(/^[0-9a-f]{12}$/);
        expect(cause.text).not.toMatch(/[\n\r\v\f\u0085\u2028\u2029]/);
        expect(Array.from(cause.text).length).toBeLessThanOrEqual(200);
        expect(cause.text).toBe(cause.text.trim());
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the cause of a real message', () => {
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
