import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../lib/demo/random.js';
import { type Fault, type FileFault, occurrences } from './fault.js';
import { faultSites, type Site } from './generator.js';

/** The compiled modules of the product. */
export function modulesIn(root: string): readonly string[] {
  return ['lib', 'widgets', 'bin'].flatMap((folder) =>
    readdirSync(join(root, 'dist', folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.js'))
      .map((path) => `dist/${folder}/${path}`)
      .sort(),
  );
}

/**
 * Faults of some modules that a seed chooses: a module is as likely as it has places for faults, and each kind of fault
 * that it has places for as likely as another.
 */
export function generatedFaults(
  root: string,
  modules: readonly string[],
  count: number,
  seed: number,
): readonly FileFault[] {
  const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
  const sites = modules.flatMap((file) => weighed(file, faultSites(textOf(file))));
  const chosen = sampleOf(sites, count, seed, ({ weight }) => weight);
  return chosen.map(({ file, site }) => ({ file, fault: faultAt(textOf(file), site) }));
}

function weighed(
  file: string,
  sites: readonly Site[],
): readonly { file: string; site: Site; weight: number }[] {
  const counts = new Map<string, number>();
  for (const { kind } of sites) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return sites.map((site) => ({
    file,
    site,
    weight: sites.length / counts.size / (counts.get(site.kind) ?? 1),
  }));
}

/** The fault of a place, with as much of the text around it as finds it again where other parts have changed. */
export function faultAt(text: string, { kind, start, end, after }: Site): Fault {
  for (let around = 20; ; around += 20) {
    const lead = text.slice(Math.max(0, start - around), start);
    const tail = text.slice(end, end + around);
    const before = `${lead}${text.slice(start, end)}${tail}`;
    if (around >= text.length || occurrences(text, before) === 1)
      return { kind, before, after: `${lead}${after}${tail}` };
  }
}

/**
 * `count` of some things (all, where there are fewer) in an order that a seed decides: each as likely as its weight says,
 * or as any other.
 */
export function sampleOf<T>(
  things: readonly T[],
  count: number,
  seed: number,
  weightOf: (thing: T) => number = () => 1,
): readonly T[] {
  const random = new Random(seed);
  return things
    .map((thing) => ({ thing, rank: -Math.log(random.fraction()) / weightOf(thing) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ thing }) => thing);
}
