import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';

/** What starts servers or whole programs, which takes seconds. */
const starters =
  /^dist\/program\/|^dist\/spec\/support\/(postgres|sshd|pty|tmux|served)|\.(pty|tmux)\.((long|timed)\.)?spec\.js$/;
/** What measures or tortures says nothing about single faults. */
const unfit = /^dist\/spec\/(bench|torture|mutate|simulation\/recorder)\//;
/** How much further away a spec counts that starts servers or programs. */
const distanceOfStart = 2;

/** A spec that may notice a fault. */
export interface NearSpec {
  readonly path: string;
  /** Whether it starts servers or whole programs. */
  readonly isSlow: boolean;
}

/** Which compiled files of a repository lead to which others: by import, or as what they start. */
export class ModuleGraph {
  /** By the path of a file, from the root, the paths of those that name it. */
  readonly #users = new Map<string, string[]>();
  readonly #ofProgram: ReadonlySet<string>;
  readonly #slow: ReadonlySet<string>;

  readonly #without: RegExp;

  /** Of what stands in `dist/` of a repository, without the specs whose path matches. */
  constructor(root: string, without = /^$/) {
    this.#without = without;
    const paths = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
      .map((path) => `dist/${path}`)
      .filter((path) => path.endsWith('.js') && !path.startsWith('dist/program/'));
    for (const path of paths)
      for (const [, named = ''] of readFileSync(join(root, path), 'utf8').matchAll(
        /['"`](\.\.?\/[^'"`]+\.js)/g,
      ))
        this.#link(posix.join(posix.dirname(path), named), path);
    // The bundle is made of them.
    for (const bundled of [...this.#users.keys()].filter((path) => path.startsWith('dist/program/')))
      for (const path of paths) if (basename(path) === basename(bundled)) this.#link(path, bundled);
    this.#ofProgram = this.#reaching((path) => path.startsWith('dist/program/'));
    this.#slow = this.#reaching((path) => starters.test(path));
  }

  /** Whether a compiled spec starts the bundle. */
  isOfProgram(path: string): boolean {
    return this.#ofProgram.has(path);
  }

  #link(named: string, user: string): void {
    const users = this.#users.get(named);
    if (users === undefined) this.#users.set(named, [user]);
    else users.push(user);
  }

  #reaching(isEnd: (path: string) => boolean): ReadonlySet<string> {
    const all = [...new Set([...this.#users.keys(), ...[...this.#users.values()].flat()])].filter(isEnd);
    return new Set(this.#distances(all).keys());
  }

  /** How many imports lie between some files and each that leads there. */
  #distances(paths: readonly string[]): ReadonlyMap<string, number> {
    const found = new Map(paths.map((path) => [path, 0]));
    for (const [path, distance] of found)
      for (const user of this.#users.get(path) ?? []) if (!found.has(user)) found.set(user, distance + 1);
    return found;
  }

  /**
   * The specs that are the fewest imports away from a compiled module, those that stand beside it in the mirror first.
   * One that starts servers or programs is the last, and only where it is nearer than all others.
   */
  nearest(module: string, most: number): readonly NearSpec[] {
    const distances = this.#distances([module]);
    const ranked = [...distances]
      .filter(([path]) => path.endsWith('.spec.js') && !unfit.test(path) && !this.#without.test(path))
      .map(([path, distance]) => {
        const isSlow = this.#slow.has(path);
        const rank = distance + (isSlow ? distanceOfStart : 0) - 2 * likeness(module, path);
        return { path, isSlow, rank };
      })
      .sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1));
    const [first] = ranked;
    const last = first?.isSlow ? [first] : [];
    return [...ranked.filter(({ isSlow }) => !isSlow).slice(0, most), ...last];
  }
}

/** How far a spec's path goes along with a module's: 1 for the mirror itself. */
function likeness(module: string, spec: string): number {
  const one = module.replace(/^dist\/(lib\/)?|\.js$/g, '').split(/[/-]/);
  const other = spec.replace(/^dist\/spec\/|\.spec\.js$/g, '').split(/[/-]/);
  const parted = one.findIndex((part, index) => part !== other[index]);
  return (parted === -1 ? one.length : parted) / one.length;
}
