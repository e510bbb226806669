import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeDelayMs, heldDelayMs, KeyDecoder, sequenceDelayMs } from '../../lib/terminal/keys.js';
import { leavesNothing } from '../support/nothing-left.js';

/** A decoder with a timer that goes off when told. */
function decoder() {
  const heard: string[] = [];
  let pending: { run: () => void; milliseconds: number } | null = null;
  const keys = new KeyDecoder(
    {
      key: (name) => void heard.push(name),
      paste: (text) => void heard.push(`paste:${text}`),
      mouse: ({ what, column, row }) => void heard.push(`${what} ${column},${row}`),
    },
    (milliseconds, run) => {
      const mine = { run, milliseconds };
      pending = mine;
      return () => {
        if (pending === mine) pending = null;
      };
    },
  );
  leavesNothing({ end: () => keys.close(), held: () => (pending === null ? [] : ['a timer']) });
  return {
    heard,
    keys,
    feed: (bytes: string | Uint8Array) => keys.feed(typeof bytes === 'string' ? Buffer.from(bytes) : bytes),
    wait: () => pending as { run: () => void; milliseconds: number } | null,
    /** Lets time pass in which nothing comes. */
    pass: (milliseconds: number) => {
      for (let left = milliseconds; pending !== null && pending.milliseconds <= left; ) {
        left -= pending.milliseconds;
        pending.run();
      }
    },
  };
}

function decode(bytes: string | Uint8Array): string[] {
  const it = decoder();
  it.feed(bytes);
  it.keys.flush();
  return it.heard;
}

/** What terminals send for each key. */
const namedKeys: Readonly<Record<string, readonly string[]>> = {
  j: ['j'],
  G: ['G'],
  '?': ['?'],
  Enter: ['\r', '\n', '\x1bOM'],
  Tab: ['\t'],
  Space: [' '],
  Backspace: ['\x7f', '\b'],
  'Ctrl-Space': ['\x00'],
  'Ctrl-c': ['\x03'],
  'Ctrl-d': ['\x04', '\x1b[27;5;100~'],
  'Ctrl-l': ['\x0c'],
  'Ctrl-u': ['\x15'],
  'Ctrl-z': ['\x1a'],
  'Ctrl-\\': ['\x1c'],
  'Ctrl-_': ['\x1f'],
  é: ['é'],
  日: ['日'],
  '🚀': ['🚀'],
  Up: ['\x1b[A', '\x1bOA'],
  Down: ['\x1b[B', '\x1bOB'],
  Right: ['\x1b[C'],
  Left: ['\x1b[D'],
  Home: ['\x1b[H', '\x1bOH', '\x1b[1~', '\x1b[7~'],
  End: ['\x1b[F', '\x1bOF', '\x1b[4~', '\x1b[8~'],
  PageUp: ['\x1b[5~'],
  PageDown: ['\x1b[6~'],
  Insert: ['\x1b[2~'],
  Delete: ['\x1b[3~'],
  'Shift-Tab': ['\x1b[Z', '\x1b[9;2u'],
  'Ctrl-Up': ['\x1b[1;5A'],
  'Shift-Down': ['\x1b[1;2B'],
  'Alt-Right': ['\x1b[1;3C'],
  'Ctrl-Alt-Shift-Left': ['\x1b[1;8D'],
  'Ctrl-PageUp': ['\x1b[5;5~'],
  'Shift-PageDown': ['\x1b[6$'],
  'Ctrl-Home': ['\x1b[7^'],
  'Ctrl-Shift-End': ['\x1b[8@'],
  'Shift-Up': ['\x1b[a'],
  'Ctrl-Down': ['\x1bOb'],
  F1: ['\x1bOP', '\x1b[[A', '\x1b[11~'],
  F5: ['\x1b[[E', '\x1b[15~'],
  F6: ['\x1b[17~'],
  F12: ['\x1b[24~'],
  'Ctrl-F3': ['\x1b[1;5R'],
  '8': ['\x1bOx'],
  'Ctrl-j': ['\x1b[106;5u'],
  'Shift-Enter': ['\x1b[13;2u'],
  'paste:rm -rf\r日\x1b[A': ['\x1b[200~rm -rf\r日\x1b[A\x1b[201~'],
};
/** What the mouse did. */
const mouse: Readonly<Record<string, readonly string[]>> = {
  'click 9,19': ['\x1b[<0;10;20M'],
  'wheel-up 0,0': ['\x1b[<64;1;1M'],
  'wheel-down 222,300': ['\x1b[<65;223;301M'],
};
/** What is no key, and must not cost its neighbours. */
const noKeys = [
  '\x1b[M !!',
  ...'\x1b[I \x1b[O \x1b[<0;10;20m \x1b[<1;10;20M \x1b[<4;10;20M \x1b[<32;10;20M'.split(' '),
  ...'\x1b[<66;10;20M \x1b[<0;0;20M \x1b[<0;10M \x1b[<;;M \x1b[32;10;20M \x1b[24;80R'.split(' '),
  ...'\x1b[?62;22c \x1b[99z \x1b[38;5;999~ \x1b]11;rgb:0000/0000/0000\x07'.split(' '),
  ...'\x1b]11;rgb:0000/0000/0000\x1b\\ \x1bP>|xterm(390)\x1b\\ \x1bP1+r544e=78\x1b\\'.split(' '),
  ...'\x1b_Gi=1;OK\x1b\\ \x1b[?2026;2$y \x1b[?997;1n'.split(' '),
];
const decoded = [
  ...Object.entries({ ...namedKeys, ...mouse }).flatMap(([key, all]) =>
    all.map((bytes): [string, string[]] => [bytes, [key]]),
  ),
  ...noKeys.map((bytes): [string, string[]] => [bytes, []]),
];

describe('KeyDecoder', () => {
  it.each(decoded)('decodes %j to %j', (bytes, expected) => {
    expect(decode(bytes)).toEqual(expected);
  });

  it('decodes the 8-bit forms of a VT220', () => {
    expect(decode(Uint8Array.of(0x9b, 0x41, 0x8f, 0x42, 0x6a))).toEqual(['Up', 'Down', 'j']);
  });

  it('reads the three bytes of an old mouse report as bytes, not as text', () => {
    expect(decode(Uint8Array.of(0x1b, 0x5b, 0x4d, 0x20, 0xe6, 0xc3, 0x6a, 0x6b))).toEqual(['j', 'k']);
  });

  it('drops broken UTF-8 and keeps its neighbours', () => {
    expect(decode(Uint8Array.of(0x61, 0xe9, 0x62, 0xff, 0xf0, 0x9f, 0x63, 0xc3, 0xa9))).toEqual([
      'a',
      'b',
      'c',
      'é',
    ]);
    expect(decode(Uint8Array.of(0xed, 0xa0, 0x80, 0x64))).toEqual(['d']);
  });

  it('decodes Escape right before a character, as Alt sends it, as two keys', () => {
    expect(decode('\x1bj')).toEqual(['Escape', 'j']);
    expect(decode('\x1b é\x1bé')).toEqual(['Escape', 'Space', 'é', 'Escape', 'é']);
    expect(decode('\x1b\x1b[A')).toEqual(['Escape', 'Up']);
    expect(decode('\x1b\r\x1b\x1b')).toEqual(['Escape', 'Enter', 'Escape', 'Escape']);
  });

  it('decodes a lone Escape as a key only if nothing follows for a while', () => {
    const it = decoder();
    it.feed('\x1b');
    expect(it.heard).toEqual([]);
    expect(it.wait()?.milliseconds).toBe(escapeDelayMs);
    it.wait()?.run();
    expect(it.heard).toEqual(['Escape']);
  });

  it.each([
    ['\x1b[1;', []],
    ['\x1b]11;rgb', []],
    ['\x1b[M', []],
    ['\x1b[200~abc', ['paste:abc']],
  ])('waits longer for the rest of %j, and gives it up if that never comes', (begun, expected) => {
    const it = decoder();
    it.feed(begun);
    expect(it.wait()?.milliseconds).toBe(sequenceDelayMs);
    it.wait()?.run();
    it.feed('q');
    expect(it.heard).toEqual([...expected, 'q']);
    expect(decode(`${begun}\x03`)[0]).toBe('Ctrl-c');
  });

  it('decodes what could begin a sequence as two keys, if nothing follows for a while', () => {
    for (const key of '[O]') expect(decode(`\x1b${key}`)).toEqual(['Escape', key]);
  });

  it('drops an unfinished sequence when Escape begins another', () => {
    expect(decode('\x1b[1;\x1b[Bj')).toEqual(['Down', 'j']);
    expect(decode('\x1bO\x1bOA')).toEqual(['Up']);
    expect(decode('\x1b[\x03')).toEqual(['Ctrl-c']);
  });

  it('cuts a huge paste, reply or sequence and finds its end all the same', () => {
    expect(decode(`\x1b]52;c;${'A'.repeat(10_000)}\x07q`)).toEqual(['q']);
    for (const begun of ['[', ']']) {
      const it = decoder();
      it.feed('\x1b');
      it.pass(escapeDelayMs);
      it.feed(`${begun}${'1'.repeat(1_000_000)}${begun === '[' ? 'Aq' : ';\x07q'}`);
      expect(it.heard).toEqual(['Escape', 'q']);
    }
    expect(decode(`\x1b[${'1'.repeat(1_000_000)}Aq`)).toEqual(['q']);
    const heard = decode(`\x1b[200~${'x'.repeat(300_000)}\x1b[20\x1b[201~q`);
    expect(heard[0]?.length).toBeLessThan(70_000);
    expect(heard.slice(1)).toEqual(['q']);
  });

  it('delivers nothing after it was closed', () => {
    const it = decoder();
    it.feed('\x1b');
    it.keys.close();
    expect(it.wait()).toBeNull();
    expect(it.heard).toEqual([]);
  });

  it.each([
    ['as slowly as anybody may have typed it', heldDelayMs - 1],
    ['as soon as Escape has acted', escapeDelayMs],
  ])('takes the rest of no sequence for keys that comes %s, wherever it is cut', (_, gap) => {
    const wrong: unknown[] = [];
    for (const [text, whole] of decoded) {
      const bytes = Buffer.from(text);
      const places = Array.from({ length: bytes.length - 1 }, (__, at) => at + 1);
      for (const cuts of [...places.map((at) => [at]), places]) {
        const it = decoder();
        let from = 0;
        for (const at of [...cuts, bytes.length]) {
          if (from > 0) it.pass(gap);
          it.feed(bytes.subarray(from, at));
          from = at;
        }
        it.pass(2 * sequenceDelayMs);
        it.feed('q');
        const isLate = text.startsWith('\x1b') && cuts[0] === 1;
        const noKeys = whole.filter((heard) => heard.startsWith('paste:'));
        const expected = [...(isLate ? ['Escape', ...noKeys] : whole), 'q'];
        if (it.heard.join() !== expected.join()) wrong.push({ text, cuts, heard: it.heard });
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['\x1b', '[', 'A'],
    ['\x1b[', 'A'],
    ['\x1bO', 'A'],
    ['\x1b[[', 'A'],
    ['\x1b[1', ';5A'],
    ['\x1b[<0;1', '0;20M'],
    ['\x1b[200~A', 'A\x1b[201~'],
  ])('waits seconds for the rest of %j, which nobody types', (first, ...others) => {
    const it = decoder();
    it.feed(first);
    it.pass(sequenceDelayMs - 1);
    for (const rest of others) it.feed(rest);
    it.pass(sequenceDelayMs);
    expect(it.heard).not.toContain('A');
    it.feed('j');
    expect(it.heard.at(-1)).toBe('j');
  });

  it.each([
    ['j', ['j']],
    ['\r', ['Enter']],
    ['[', ['[']],
    ['[[', ['[', '[']],
    ['[j', ['[', 'j']],
    ['[?j', ['[', '?', 'j']],
    [']', [']']],
    [']1', [']', '1']],
    ['P', ['P']],
    ['Pj', ['P', 'j']],
    ['O', ['O']],
    ['X', ['X']],
    ['/OP', ['/', 'O', 'P']],
    ['日', ['日']],
    ['\x1b[A', ['Up']],
    ['[\x1b[A', ['[', 'Up']],
    ['[[A', []],
    ['OAj', ['j']],
  ])('delivers %j after an Escape that has acted as %j', (typed, expected) => {
    const it = decoder();
    it.feed('\x1b');
    it.pass(escapeDelayMs);
    for (const character of typed) {
      it.pass(escapeDelayMs - 1);
      it.feed(character);
    }
    it.pass(sequenceDelayMs);
    expect(it.heard).toEqual(['Escape', ...expected]);
  });

  it('delivers what was typed late after Escape at once', () => {
    const it = decoder();
    it.feed('\x1b');
    it.pass(escapeDelayMs + sequenceDelayMs);
    it.feed('[A');
    expect(it.heard).toEqual(['Escape', '[', 'A']);
  });

  it('delivers the same keys however the bytes are cut', () => {
    const tokens = fc.array(fc.constantFrom(...decoded), { maxLength: 12 });
    fc.assert(
      fc.property(tokens, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (sequence, sizes) => {
        const it = decoder();
        const bytes = Buffer.from(sequence.map(([token]) => token).join(''));
        for (const chunk of cut(bytes, sizes)) it.feed(chunk);
        it.keys.flush();
        expect(it.heard).toEqual(sequence.flatMap(([, expected]) => expected));
      }),
      { numRuns: 500 },
    );
  });

  it('delivers the same for any bytes, however they are cut', () => {
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(...Buffer.from('\x1b\x1b[O<;?12050~MPu]\\')),
    );
    const bytes = fc.array(byte, { maxLength: 60 }).map((values) => Uint8Array.from(values));
    fc.assert(
      fc.property(bytes, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (all, sizes) => {
        const it = decoder();
        for (const chunk of cut(all, sizes)) it.feed(chunk);
        it.keys.flush();
        expect(it.heard).toEqual(decode(all));
      }),
      { numRuns: 1_000 },
    );
  });
});

function* cut(bytes: Uint8Array, sizes: Iterator<number>): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    const size = Number(sizes.next().value);
    yield bytes.subarray(from, from + size);
    from += size;
  }
}
