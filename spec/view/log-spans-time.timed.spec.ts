import { describe, expect, it } from '@jest/globals';
import { logLookFor } from '../../lib/view/log/text-lines.js';
import { lineOf, settings } from './log-spans-scene.js';

describe('a piece of 16 KB', () => {
  const size = 16 << 10;
  const kinds: Readonly<Record<string, string>> = {
    ...{ 'plain text': 'x', colours: '\x1b[31mred\x1b[0m ', 'a progress bar': '\r 10% of it' },
    ...{ 'struck-over print': 'x\bx', tabs: 'a\t', accents: 'é', 'wide characters': '漢' },
    ...{ 'marks upon marks': 'e\u0301\u0301', emoji: '🔥', 'sequences without an end': '\x1b]0;x' },
    breaks: '\v',
  };

  it.each(Object.keys(kinds))('is shown fast: %s', (kind) => {
    const piece = kinds[kind] ?? '';
    const text = piece.repeat(Math.ceil(size / Buffer.byteLength(piece)));
    const look = logLookFor({ unicode: true } as never);
    const times = Array.from({ length: 7 }, () => {
      const line = lineOf(text);
      const before = performance.now();
      look.rows(line, { ...settings, wrap: true }, 80);
      look.match(line, { ...settings, search: null });
      return performance.now() - before;
    });
    if (process.env.SHOW_TIMES) console.log(kind, Math.min(...times).toFixed(2));
    // A margin for a machine that does something else as well.
    expect(Math.min(...times)).toBeLessThan(15);
  });
});
