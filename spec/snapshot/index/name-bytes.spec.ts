import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NameTable } from '../../../lib/snapshot/index/columns/job-columns.js';
import { NameBytes } from '../../../lib/snapshot/index/columns/name-bytes.js';

/** How often a name was made a string is counted. */
class CountingNames extends NameTable {
  asked = 0;

  override code(plugin: string, version: string | null): number {
    this.asked += 1;
    return super.code(plugin, version);
  }
}

/** Names as they stand in a page, one after the other in one place. */
class Subject {
  readonly names = new CountingNames();
  readonly #bytes = new Uint8Array(8192);
  readonly #nameBytes = new NameBytes(this.names, this.#bytes, new DataView(this.#bytes.buffer));

  code(plugin: Uint8Array, version: Uint8Array): number {
    this.#bytes.set(version, 5);
    this.#bytes.set(plugin, 4001);
    return this.#nameBytes.code(4001, plugin.length, 5, version.length);
  }

  codeOf(plugin: string, version: string): number {
    return this.code(Buffer.from(plugin), Buffer.from(version));
  }

  /** What stands for a code. */
  named(code: number): readonly [plugin: string, version: string | null] {
    return [this.names.plugin(code), this.names.version(code)];
  }
}

const plain = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'abc', 'b', 'bc', 'c', 'näher', '漢字', 'n'.repeat(900)),
  fc.stringMatching(/^[!-~]{0,12}$/),
);
const odd = fc.oneof(
  fc.constantFrom(' a', 'a ', ' ', 'a\0b', '\0', '\ufeffx', '\ufeff').map((text) => Buffer.from(text)),
  fc.constantFrom([0xff], [0x61, 0xc3], [0xed, 0xa0, 0x80]).map((bytes) => Uint8Array.from(bytes)),
);

describe('a table of names by their bytes', () => {
  it('gives a name the code of its text, and makes a text of each name once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(plain, plain), { maxLength: 40 }), (pairs) => {
        const subject = new Subject();
        for (const [plugin, version] of [...pairs, ...pairs]) {
          expect(subject.named(subject.codeOf(plugin, version))).toEqual([
            plugin,
            version === '' ? null : version,
          ]);
        }
        expect(subject.names.asked).toBe(new Set(pairs.map((pair) => JSON.stringify(pair))).size);
      }),
    );
  });

  it('distinguishes and finds 10,000 names', () => {
    const subject = new Subject();
    const most = 10_000;
    for (let turn = 0; turn < 2; turn += 1) {
      for (let index = 0; index < most; index += 1) {
        const name = `plugin ${(index * 7919) % most}`;
        const code = subject.codeOf(name, index % 2 === 0 ? '' : 'v1');
        if (subject.names.plugin(code) !== name) expect(subject.names.plugin(code)).toBe(name);
      }
    }
    expect([subject.names.size, subject.names.asked]).toEqual([most, most]);
  });

  it.each([
    ['names', ['skpmprph', ''], ['yfi30d9v', '']],
    ['lengths of the name', ['emxl_jhl', '6bol'], ['', 'emxl']],
    ['lengths of the version', ['ic8ft5bg', 'fh9z'], ['ic8ft5bg', '']],
  ] as const)('distinguishes different %s with the same hash', (_, one, other) => {
    for (const pairs of [
      [one, other],
      [other, one],
    ]) {
      const subject = new Subject();
      for (const [plugin, version] of [...pairs, ...pairs]) {
        expect(subject.named(subject.codeOf(plugin, version))).toEqual([plugin, version || null]);
      }
    }
  });

  it('leaves a name to SQL that builds of SQLite read differently', () => {
    fc.assert(
      fc.property(plain, odd, (text, bytes) => {
        const subject = new Subject();
        const sound = Buffer.from(text);
        for (let turn = 0; turn < 2; turn += 1) {
          expect(subject.code(bytes, sound)).toBe(-1);
          expect(subject.code(sound, bytes)).toBe(-1);
        }
        expect(subject.names.size).toBe(0);
      }),
    );
  });
});
