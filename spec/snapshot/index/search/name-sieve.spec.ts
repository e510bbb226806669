import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NameTable } from '../../../../lib/snapshot/index/columns/job-columns.js';
import type { FindNames } from '../../../../lib/snapshot/index/columns/name-filters.js';
import { NameSieve, verdicts } from '../../../../lib/snapshot/index/sieve/name-sieve.js';

const { no, may, holds } = verdicts;
/** As SQL does it, for ASCII: a pattern takes no more of a text. */
const find: FindNames = (part, plugins) =>
  new Set(plugins.flatMap((plugin, at) => (plugin.toLowerCase().includes(part.slice(0, 1000)) ? [at] : [])));

/** What is said of a job's name and version. */
function said(text: string, plugin: string, version: string | null, plugins: readonly string[] = []) {
  const names = new NameTable();
  const code = names.code(plugin, version);
  const sieve = new NameSieve(text, new Set(plugins));
  sieve.extend(names, find);
  return sieve.of(code);
}

describe('a sieve of names', () => {
  it.each([
    ['FIX', 'fix_parser', '1.2', holds],
    ['parser v1', 'fix_parser', '1.2', may],
    ['r v1.', 'fix_parser', 'v1.2', may],
    ['R V', 'fix_parser', '1.2', may],
    ['v1.2', 'fix_parser', '1.2', may],
    ['parser v2', 'fix_parser', '1.2', no],
    ['parser', 'itch', '1.2', no],
    ['a v1.2', 'a', null, no],
    // What ends with the blank between the two needs no more of the version.
    ['parser ', 'fix_parser', '1.2', may],
    ['ü v1', 'ü', '1.2', may],
    ['ü', 'ü', '1.2', no],
  ])('looks for %j in the name %j of version %j', (text, plugin, version, expected) => {
    expect(said(text, plugin, version)).toBe(expected);
  });

  it('leaves a text to SQL that is longer than SQL’s longest pattern and may extend over the version', () => {
    const version = '1'.repeat(1000);
    expect(said(`x v${version}ü`, 'x', version)).toBe(may);
    expect(said(`${version}ü`, 'x', version)).toBe(no);
    expect(said('x'.repeat(1001), 'x'.repeat(1000), null)).toBe(no);
  });

  it('leaves a job without a version to SQL if the version in service contains the text', () => {
    const plugins = ['fix'];
    expect(said('v9', 'fix', null, plugins)).toBe(may);
    expect(said('v9', 'itch', null, plugins)).toBe(no);
    expect(said('v9', 'fix', '1', plugins)).toBe(no);
  });

  it('never rules out a match across name and version', () => {
    const name = fc.string({
      unit: fc.constantFrom('v', 'V', ' ', '1', '.', 'a'),
      minLength: 1,
      maxLength: 5,
    });
    const cut = fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 6 }));
    let across = 0;
    fc.assert(
      fc.property(name, name, cut, (plugin, version, [from, length]) => {
        const text = `${plugin} v${version.replace(/^v+/i, '')}`.slice(from, from + length).toLowerCase();
        fc.pre(text !== '');
        const verdict = said(text, plugin, version);
        if (plugin.toLowerCase().includes(text)) expect([verdict, text]).toEqual([holds, text]);
        else if (!version.toLowerCase().includes(text)) {
          expect([verdict, text]).toEqual([may, text]);
          across += 1;
        }
      }),
      { numRuns: 500 },
    );
    expect(across).toBeGreaterThan(50);
  });

  it('learns names that were added later, and starts anew for another table', () => {
    const names = new NameTable();
    const sieve = new NameSieve('fix', new Set());
    let asked = 0;
    const count: FindNames = (part, plugins, versions) => {
      asked += plugins.length;
      return find(part, plugins, versions);
    };
    const first = names.code('itch', null);
    sieve.extend(names, count);
    const second = names.code('fix', null);
    expect([first, second].map((code) => sieve.of(code))).toEqual([no, may]);
    sieve.extend(names, count);
    expect([first, second].map((code) => sieve.of(code))).toEqual([no, holds]);
    expect(asked).toBe(names.size);
    const others = new NameTable();
    const other = others.code('fixed', null);
    sieve.extend(others, count);
    expect([sieve.of(other), sieve.of(second)]).toEqual([holds, may]);
  });
});
