import { describe, expect, it } from '@jest/globals';
import xterm from '@xterm/headless';
import fc from 'fast-check';
import { asciiOnly, sanitize } from '../../../lib/view/text/sanitize.js';
import { cells } from '../../../lib/view/text/width.js';
import { cpuMs } from '../../support/cpu-time.js';
import { hostileText } from '../any-value.js';

/** What must never reach a terminal, said independently of how it is kept from there. */
const forbidden =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Presentation}\p{Regional_Indicator}\p{Emoji_Modifier}]|\u20e3/u;
const spaces = /(?! )\p{Zs}/u;

function shown(text: string): string {
  return sanitize(text, 1000);
}

describe('sanitize', () => {
  it.each([
    ['plain text', 'fix_parser v1.2', 'fix_parser v1.2'],
    ['tags of blessed, which are only text', '{bold}x{/bold}', '{bold}x{/bold}'],
    ['accents', 'Müller é', 'Müller é'],
    ['decomposed accents, composed', 'Mu\u0308ller', 'Müller'],
    ['CJK', '漢字カナ한글', '漢字カナ한글'],
    ['Hangul in single letters, composed', '\u1112\u1161\u11ab', '한'],
    ['Hebrew and Arabic letters', 'שלום سلام', 'שלום سلام'],
    ['line breaks of any kind', 'a\nb\r\nc\u2028d\u0085e\vf', 'a ↵ b ↵ c ↵ d ↵ e ↵ f'],
    ['blank lines and line breaks at the ends', '\n\n a \n \n b \n', 'a ↵ b'],
    ['tabs and strange spaces', 'a\tb\u00a0c\u3000d', 'a b c d'],
    ['spaces at the ends', '  a  b ', 'a  b'],
    ['nothing but a break', '\r\n', ''],
    ['colour', '\x1b[1;31mred\x1b[0m', 'red'],
    ['8-bit CSI', '\x9b2Jgone', 'gone'],
    ['CSI that never ends', 'a\x1b[31', 'a'],
    ['title by OSC and BEL', 'a\x1b]0;owned\x07b', 'ab'],
    ['title by OSC and ST', 'a\x1b]0;owned\x1b\\b', 'ab'],
    ['8-bit OSC', 'a\x9d52;c;cHduZWQ=\x9cb', 'ab'],
    ['8-bit DCS, SOS, PM, APC', 'a\x90q\x9cb\x98x\x9cc\x9ey\x9cd\x9fz\x9ce', 'abcde'],
    ['a payload with non-ASCII text', 'a\x1b]0;漢字\x07b', 'ab'],
    ['an OSC without end, of which the text stays', 'a\x1b]0;b', 'a0;b'],
    ['DCS', 'a\x1bP+q544e\x1b\\b', 'ab'],
    ['a DCS without end before an OSC with one', 'a\x1bPq \x1b]0;x\x07b', 'aq b'],
    ['a sequence that tmux passes through', 'a\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\b', 'ab'],
    ['APC, PM, SOS', 'a\x1b_x\x1b\\b\x1b^y\x1b\\c\x1bXz\x1b\\d', 'abcd'],
    ['the title of screen', 'a\x1bkowned\x1b\\b', 'ab'],
    ['character sets', 'a\x1b(0b', 'ab'],
    ['full reset', 'a\x1bcb', 'ab'],
    ['a lone escape', 'a\x1b', 'a'],
    ['C0 and DEL', 'a\0\x07\x08\x7fb', 'ab'],
    ['other C1', 'a\x84\x88b', 'ab'],
    ['bidi controls', 'a\u202eb\u2066c\u200fd\u061ce', 'abcde'],
    ['zero width', 'a\u200bb\u200cc\ufeffd\u2060e\u00adf', 'abcdef'],
    ['variation selectors', '❤\ufe0f a\u{e0100}', '❤ a'],
    ['tag characters', 'a\u{e0041}b', 'ab'],
    ['an emoji', 'x🔥y', 'x\ufffdy'],
    ['a family', '👨‍👩‍👧', '\ufffd\ufffd\ufffd'],
    ['a skin tone', '👍🏽', '\ufffd'],
    ['a flag', '🇩🇪', '\ufffd\ufffd'],
    ['a keycap', '1️⃣', '1'],
    ['lone surrogates', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['private use', 'a\ue000b', 'a\ufffdb'],
    ['noncharacters', 'a\uffffb\ufdd0', 'a\ufffdb\ufffd'],
    ['a mark with nothing to sit on', '\u0301a', 'a'],
    ['a mark after a space', 'a \u0301b', 'a b'],
    ['too many marks', 'x\u0316\u0317\u0318\u0319y', 'x\u0316\u0317y'],
    ['a mark parted from its letter', 'e\u200b\u0301', 'é'],
  ])('shows %s', (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('leaves nothing that a terminal could take for anything but text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const clean = shown(text);
        expect(clean).not.toMatch(forbidden);
        expect(clean).not.toMatch(spaces);
        expect(clean).not.toMatch(/(?:^|\s)[\p{Mn}\p{Me}]/u);
        expect(clean).not.toMatch(/[\p{Mn}\p{Me}]{3}/u);
        expect(clean).toBe(clean.trim());
        expect(clean).toBe(clean.normalize('NFC'));
      }),
      { numRuns: 400 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(hostileText, (text) => expect(shown(shown(text))).toBe(shown(text))),
      { numRuns: 400 },
    );
  });

  it('keeps to its limit, and is quick with a megabyte of anything', () => {
    const work = () => {
      for (const piece of ['\x1b]', '\x9d', '\x1bP', ' ', 'e\u0301', '🔥', '\n', '\x1b[']) {
        const text = piece.repeat(Math.ceil(1e6 / piece.length));
        expect(sanitize(text, 2000).length).toBeLessThanOrEqual(2000);
      }
    };
    expect(cpuMs(work)).toBeLessThan(2000);
  });

  it('leaves only characters of one width, whatever table a terminal goes by', async () => {
    // xterm.js goes by a table of 2010: what it measures like the table of today, everything in between does.
    const terminal = new xterm.Terminal({ cols: 8, rows: 1000, allowProposedApi: true });
    const differing: string[] = [];
    for (const characters of inGroupsOf(1000, survivors())) {
      const lines = characters.map((character) => `${character}|`).join('\r\n');
      await new Promise<void>((resolve) => terminal.write(`\x1b[2J\x1b[H${lines}`, resolve));
      for (const [row, character] of characters.entries()) {
        const line = terminal.buffer.active.getLine(row);
        if (line?.getCell(cells(character))?.getChars() !== '|') differing.push(character);
      }
    }
    terminal.dispose();
    expect(differing).toEqual([]);
  });
});

describe('asciiOnly', () => {
  it('replaces what isn’t ASCII, and makes no text empty', () => {
    expect(asciiOnly('Müller ↵ 漢字…')).toBe('M?ller | ??...');
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(asciiOnly(shown(text))).toMatch(/^[ -~]*$/);
        expect(asciiOnly(shown(text)) === '').toBe(shown(text) === '');
      }),
    );
  });
});

/** Every character that comes through, marks on a letter; of the blocks of thousands only some. */
function* survivors(): Generator<string> {
  for (let codePoint = 0x20; codePoint < 0x110000; codePoint += isInLargeBlock(codePoint) ? 61 : 1) {
    const character = String.fromCodePoint(codePoint);
    const alone = shown(character);
    if (alone === character) yield character;
    else if (alone === '' && shown(`x${character}`) === `x${character}`) yield `x${character}`;
  }
}

function isInLargeBlock(codePoint: number): boolean {
  const isHan = codePoint >= 0x3400 && codePoint < 0x9f00;
  return isHan || (codePoint >= 0xac00 && codePoint < 0xd700) || codePoint >= 0x20000;
}

function* inGroupsOf<T>(size: number, values: Iterable<T>): Generator<T[]> {
  let group: T[] = [];
  for (const value of values) {
    group.push(value);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  yield group;
}
