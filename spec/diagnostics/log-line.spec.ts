import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diagnosticEvents } from '../../lib/diagnostics/diagnostics.js';
import { beginsLikeLog, logLine } from '../../lib/diagnostics/log-file.js';
import { anyCharacter } from '../support/any-character.js';

const at = Date.UTC(2026, 0, 15, 12);

describe('a line of the log file', () => {
  it('consists of time, level, event and the details that have a value', () => {
    const details = { code: 'busy', detail: 'no quiet instant', ms: 12, left: null, out: undefined };
    expect(logLine(at, 'read.failed', details)).toBe(
      '2026-01-15T12:00:00.000Z warn read.failed code=busy detail="no quiet instant" ms=12\n',
    );
    expect(beginsLikeLog(logLine(at, 'start', {}))).toBe(true);
  });

  it('escapes control, bidirectional and invisible characters', () => {
    expect(logLine(at, 'exception', { stack: 'a\u001b[2J\n\u009b\u202e\u200b\u{e0041}"é' })).toBe(
      '2026-01-15T12:00:00.000Z error exception stack="a\\u001b[2J\\n\\u009b\\u202e\\u200b\\udb40\\udc41\\"é"\n',
    );
  });

  it('is a single line from which any value can be read back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(diagnosticEvents) as (keyof typeof diagnosticEvents)[])),
        fc.string({ unit: anyCharacter, maxLength: 50 }),
        (event, value) => {
          const line = logLine(at, event, { value });
          expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
          const text = line.slice(line.indexOf('value=') + 'value='.length, -1);
          expect(text.startsWith('"') ? JSON.parse(text) : text).toBe(value);
        },
      ),
      { seed: 20260113, numRuns: 500 },
    );
  });

  it('has at most 4,100 characters, and a time even if the clock returns NaN', () => {
    expect(logLine(at, 'exception', { stack: 'x'.repeat(100_000) }).length).toBeLessThan(4100);
    expect(logLine(Number.NaN, 'end', {})).toMatch(/^1970-/);
  });
});
