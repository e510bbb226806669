import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobColumns, NameTable } from '../../../lib/snapshot/index/columns/job-columns.js';
import { NameBytes } from '../../../lib/snapshot/index/columns/name-bytes.js';
import { SlotRoom } from '../../../lib/snapshot/index/columns/slot-room.js';
import { WordTable } from '../../../lib/snapshot/index/columns/word-table.js';
import {
  noProcess,
  setWorker,
  WorkerTable,
  workerAt,
} from '../../../lib/snapshot/index/columns/worker-table.js';
import { inAnyCase } from './any-value.js';

/** Nearly as many as a table has room for, many of which have one place; some begin others, or have no letter. */
const words = [
  ...Array.from({ length: 60 }, (_, index) => `${'ABCDEFGH'.slice(0, (index % 8) + 1)}${index}`),
  ...Array.from({ length: 20 }, (_, index) => `WORD_${'X'.repeat(index)}`),
  ...['A', 'AB', '1', '@', '[', '_', 'CANCELLED BY USER', 'É'.normalize('NFD')[0] ?? ''].slice(0, 7),
];
const table = new WordTable(words.map((word, index) => [word, index]));

const bytesOf = (text: string) => Buffer.from(`A1${text}1A`, 'latin1');
const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length);
const codeOf = (text: string) => table.code(viewOf(bytesOf(text)), 2, text.length);
const isAllOf = (text: string) => table.isAllOf(viewOf(bytesOf(text)), 2, text.length);

/** As SQLite's upper() has it: ASCII letters only. */
const upper = (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());

const inCase = inAnyCase(...words);
const text = fc.oneof(
  inCase,
  fc.string({ maxLength: 6 }),
  // Another character where one stands, not only a letter's other case.
  fc.tuple(inCase, fc.nat(), fc.constantFrom(-0x20, 0x20, 0x40, 1)).map(([word, at, step]) => {
    const place = at % word.length;
    const other = String.fromCharCode((word.charCodeAt(place) + step) & 0xff);
    return word.slice(0, place) + other + word.slice(place + 1);
  }),
  fc.tuple(inCase, fc.nat(12)).map(([word, length]) => word.slice(0, length)),
);

describe('a table of words', () => {
  it('has each word in any letter case, and no other', () => {
    words.forEach((word, index) => {
      expect([codeOf(word), codeOf(word.toLowerCase())]).toEqual([index, index]);
      for (let length = 0; length < word.length; length += 1) {
        const part = word.slice(0, length);
        expect([part, codeOf(part)]).toEqual([part, words.indexOf(part)]);
      }
    });
    fc.assert(
      fc.property(text, (any) => {
        expect(codeOf(any)).toBe(words.indexOf(upper(any)));
      }),
      { numRuns: 2000 },
    );
  });

  it('has a word with blanks around it, up to the first NUL', () => {
    const blanks = fc.constantFrom('', '', ' ', '   ', '\t');
    const end = fc.constantFrom('', '', '\0', '\0 more', ' \0', '.');
    fc.assert(
      fc.property(blanks, text, blanks, end, (before, any, after, rest) => {
        const whole = before + any + after + rest;
        const known = whole.split('\0')[0]?.replace(/^ +| +$/g, '') ?? '';
        expect([whole, isAllOf(whole)]).toEqual([whole, words.includes(upper(known))]);
      }),
      { numRuns: 1000 },
    );
  });
});

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

it('each name with a process has a code of its own; no worker has 0', () => {
  const anyName = fc.constantFrom('', 'a', 'b', 'vm');
  const anyProcess = fc.oneof(fc.constant(noProcess), fc.nat(40), fc.constantFrom(2 ** 40, 2 ** 32 - 1));
  fc.assert(
    fc.property(fc.array(fc.tuple(anyName, anyProcess), { maxLength: 400, size: 'max' }), (workers) => {
      const table = new WorkerTable();
      const codes = new Map<string, number>([[JSON.stringify(['', noProcess]), 0]]);
      const expected = workers.map(([worker, process]) => {
        const key = JSON.stringify([worker, process]);
        const code = codes.get(key) ?? codes.size;
        codes.set(key, code);
        return [code, worker, process];
      });
      const found = workers.map((given) => {
        const code = table.code(table.names.code(given[0], null), given[1]);
        const { worker, process } = table.parts(code);
        return [code, worker, process];
      });
      expect(found).toEqual(expected);
      expect(table.size).toBe(codes.size);
    }),
  );
});

it('workers are distinguished and found however many names there are and however great their pids', () => {
  const edge = 2 ** 22;
  const processes = [
    ...[noProcess, 0, 1, edge - 3, edge - 2, edge - 1, edge, 2 ** 32, 2 ** 52],
    ...Array.from({ length: 16 }, (_, index) => Number.MAX_SAFE_INTEGER - index * 2 ** 40),
  ];
  const names = Array.from({ length: 1100 }, (_, index) => `host ${index}`);
  const all = names.flatMap((name) => processes.map((process) => [name, process] as const));
  const table = new WorkerTable();
  const codeOf = ([name, process]: (typeof all)[number]) => table.code(table.names.code(name, null), process);
  const codes = all.map(codeOf);
  expect(new Set(codes).size).toBe(all.length);
  expect(table.size).toBe(all.length + 1);
  expect(all.filter((worker, index) => codeOf(worker) !== codes[index])).toEqual([]);
  expect(all.filter(([name, process], index) => table.find(name, process) !== codes[index])).toEqual([]);
  const isNamed = ([name, process]: (typeof all)[number], code = 0) => {
    const { worker, process: known } = table.parts(code);
    return worker === name && known === process;
  };
  expect(all.filter((worker, index) => !isNamed(worker, codes[index]))).toEqual([]);
  expect(table.find('host 1', 2)).toBeNull();
  expect(table.find('host 1099', edge + 1)).toBeNull();
});

it('a worker is named by host and pid, by host alone, by pid alone, or not at all', () => {
  const table = new WorkerTable();
  const named = (worker: string, process: number) =>
    table.name(table.code(table.names.code(worker, null), process));
  expect(named('vm', 7)).toBe('vm:7');
  expect(named('worker-1', noProcess)).toBe('worker-1');
  expect(named('', 0)).toBe('pid 0');
  expect(named('', noProcess)).toBeNull();
});

it('a slot keeps any worker’s code, also when it moves or more room is made', () => {
  const columns = jobColumns(4);
  for (const code of [0, 1, 65_535, 65_536, 1_000_000, 4_294_967_295, 65_537, 0]) {
    setWorker(columns, 2, code);
    expect(workerAt(columns, 2)).toBe(code);
  }
  const room = new SlotRoom();
  room.scratch(8);
  const block = room.keep(8);
  room.free(block, 8);
  const scratch = room.scratch(8);
  setWorker(room.columns, scratch + 3, 70_000);
  const moved = room.keep(8);
  expect(workerAt(room.columns, moved + 3)).toBe(70_000);
  room.reserve(10_000);
  expect(workerAt(room.columns, moved + 3)).toBe(70_000);
});

it('a table of names has one code for each name and version', () => {
  const names = new NameTable();
  const pairs: [string, string | null][] = [
    ['', null],
    ['', ''],
    ['fix', null],
    ['fix', '1'],
    ['fi', 'x1'],
    ['fix=1', null],
    ['3:fix', '=1'],
  ];
  expect(pairs.map((pair) => names.code(...pair))).toEqual(pairs.map((_, code) => code));
  expect(pairs.map((pair) => names.code(...pair))).toEqual(pairs.map((_, code) => code));
  expect(pairs.map((_, code) => [names.plugin(code), names.version(code)])).toEqual(pairs);
  expect(names.size).toBe(pairs.length);
  expect(() => names.plugin(7)).toThrow(RangeError);
});
