import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TerminalText } from '../../lib/view/text-out/terminal-text.js';
import { hostileText } from './any-value.js';

/** The text of a log that comes in these portions. */
function shown(portions: readonly Uint8Array[], unicode = true): string {
  const text = new TerminalText(unicode);
  return portions.map((portion) => text.of(portion)).join('') + text.end();
}

const bytes = (text: string) => Buffer.from(text);

describe('a log on a terminal', () => {
  it('is line by line, with a line break at the end', () => {
    expect(shown([bytes('one\r\n  two\n\nthree')])).toBe('one\n  two\n\nthree\n');
    expect(shown([bytes('one\n')])).toBe('one\n');
    expect(shown([])).toBe('');
  });

  it('is the same in whatever portions it comes', () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 8 }), cuts, (lines, at) => {
        const whole = bytes(lines.join('\n'));
        const places = [
          0,
          ...at.map((each) => Math.min(each, whole.length)).sort((a, b) => a - b),
          whole.length,
        ];
        const portions = places.slice(1).map((to, index) => whole.subarray(places[index], to));
        expect(shown(portions)).toBe(shown([whole]));
      }),
    );
  });

  it('has no control character or escape sequence', () => {
    fc.assert(
      fc.property(fc.array(hostileText), fc.boolean(), (lines, unicode) => {
        const affecting = unicode ? /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/ : /[^\n -~]/;
        expect(shown([bytes(lines.join('\n'))], unicode)).not.toMatch(affecting);
      }),
    );
  });

  it('shows the beginning of a line before its end is there', () => {
    const text = new TerminalText(true);
    expect(text.of(bytes('half a '))).toBe('');
    expect(text.open()).toBe('half a ');
    expect(text.of(bytes('line\nmore'))).toBe('line\n');
    expect(text.open()).toBe('more');
    expect(text.end()).toBe('\n');
  });

  it('holds back no more of a line than fits into memory', () => {
    const text = new TerminalText(true);
    const long = 'x'.repeat(200_000);
    expect(text.of(bytes(long)).length).toBe(200_000);
    expect(text.end()).toBe('\n');
  });
});
