import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from '@babel/parser';
import { describe, expect, it } from '@jest/globals';
import { generatedFaults, modulesIn, sampleOf } from './generated.js';
import { faultSites, type Site } from './generator.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8');
const withSite = (text: string, { start, end, after }: Site) =>
  text.slice(0, start) + after + text.slice(end);

describe('the fault generator', () => {
  it.each([
    ['boundary', 'if (a < b) c();', 'if (a <= b) c();'],
    ['boundary', 'x = (a) >= (b);', 'x = (a) > (b);'],
    ['negated condition', 'x = a === b;', 'x = a !== b;'],
    ['negated condition', 'if (a) b();', 'if (!(a)) b();'],
    ['negated condition', 'x = !a ? b : c;', 'x = (a) ? b : c;'],
    ['and and or', 'x = a && b;', 'x = a || b;'],
    ['condition part dropped', 'x = a && b;', 'x = (b);'],
    ['plus and minus', 'x = a + b;', 'x = a - b;'],
    ['off by one', 'x = a - 1;', 'x = (a);'],
    ['off by one', 'x = a.slice(from);', 'x = a.slice(from + 1);'],
    ['statement dropped', 'async () => { await a.close(); }', 'async () => { ; }'],
    ['statement dropped', 'this.count += 1;', ';'],
    ['early return removed', '() => { if (a) return; b(); }', '() => { if (a) ; b(); }'],
    ['early return removed', '() => { if (a) { b(); return c; } }', '() => { if (a) { b(); ; } }'],
    ['constant', 'x = a[0];', 'x = a[1];'],
    ['constant', 'x = true;', 'x = false;'],
    ['limit', 'const most = 500;', 'const most = 50;'],
    ['fallback dropped', 'x = a ?? b;', 'x = (a);'],
    ['await dropped', 'async () => { x = await a(); }', 'async () => { x = (a()); }'],
    ['min and max', 'x = Math.min(a, 1);', 'x = Math.max(a, 1);'],
    ['arguments swapped', 'x = a(from, to);', 'x = a(to, from);'],
    ['key part dropped', 'x = [a, b, c];', 'x = [a, c];'],
    ['key part dropped', 'x = [a, b];', 'x = [a];'],
    ['key part dropped', 'x = `${a} ${b}`;', 'x = `${a} `;'],
    ['string emptied', "() => { return 'a'; }", "() => { return ''; }"],
    ['default dropped', 'if (a) b(); else c();', 'if (a) b(); else {}'],
    ['default dropped', 'switch (a) { case 1: b(); default: c(); }', 'switch (a) { case 1: b();  }'],
    ['default dropped', '(a = 1) => a;', '(a) => a;'],
  ])('finds the kind "%s" in "%s"', (kind, text, faulty) => {
    const found = faultSites(text).filter((each) => each.kind === kind);
    expect(found.map((each) => withSite(text, each))).toContain(faulty);
  });

  it.each(['super(a);', 'x = "a" + b;', 'x = a.min;', '_a = Index;'])('finds no fault for "%s"', (text) => {
    const inClass = text.startsWith('super') ? `class A extends B { constructor() { ${text} } }` : text;
    const own = faultSites(inClass).map(({ kind }) => kind);
    expect(own.filter((kind) => kind !== 'statement dropped' || !text.startsWith('x'))).toEqual([]);
  });

  it('makes texts that parse of a large module', () => {
    const text = read('dist/lib/snapshot/attempt/read-attempt.js');
    const broken = faultSites(text).filter((each) => {
      try {
        return parse(withSite(text, each), { sourceType: 'module' }) === null;
      } catch {
        return true;
      }
    });
    expect(broken).toEqual([]);
  });

  it('finds places for faults in every folder of lib', () => {
    const modules = modulesIn(root);
    const folders = new Set(modules.flatMap((file) => /^dist\/lib\/\w+\//.exec(file) ?? []));
    const without = [...folders].filter(
      (folder) => !modules.some((file) => file.startsWith(folder) && faultSites(read(file)).length > 0),
    );
    expect(folders.size).toBeGreaterThan(10);
    expect(without).toEqual([]);
  });
});

describe('a sample of generated faults', () => {
  const modules = modulesIn(root).filter((file) => file.startsWith('dist/lib/actions/'));
  const sample = (seed: number) => generatedFaults(root, modules, 40, seed);

  it('is the same for the same seed, and another for another', () => {
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
  });

  it('has faults of many files and kinds', () => {
    expect(new Set(sample(1).map(({ file }) => file)).size).toBeGreaterThan(5);
    expect(new Set(sample(1).map(({ fault }) => fault.kind)).size).toBeGreaterThan(8);
  });

  it('names each fault by a text that stands once in its file', () => {
    const counts = sample(3).map(({ file, fault }) => read(file).split(fault.before).length - 1);
    expect(new Set(counts)).toEqual(new Set([1]));
  });
});

describe('a sample', () => {
  const all = Array.from({ length: 100 }, (_, index) => index);

  it('has nothing twice, and everything where all are wanted', () => {
    expect(new Set(sampleOf(all, 30, 1)).size).toBe(30);
    expect([...sampleOf(all, 500, 1)].sort((a, b) => a - b)).toEqual(all);
    expect(sampleOf(all, 0, 1)).toEqual([]);
  });

  it('has each thing about as often as any other', () => {
    const taken = all.map(() => 0);
    for (let seed = 0; seed < 2000; seed += 1)
      for (const each of sampleOf(all, 10, seed)) taken[each] = (taken[each] ?? 0) + 1;
    // 200 expected, with a deviation of 13.
    expect(Math.min(...taken)).toBeGreaterThan(130);
    expect(Math.max(...taken)).toBeLessThan(270);
  });

  it('has a thing of three times the weight three times as often', () => {
    const firsts = Array.from(
      { length: 2000 },
      (_, seed) => sampleOf([1, 3], 1, seed, (weight) => weight)[0],
    );
    // 1,500 expected, with a deviation of 19.
    expect(firsts.filter((each) => each === 3).length).toBeGreaterThan(1400);
    expect(firsts.filter((each) => each === 3).length).toBeLessThan(1600);
  });
});
