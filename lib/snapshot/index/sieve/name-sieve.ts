import type { NameTable } from '../columns/job-columns.js';
import type { FindNames } from '../columns/name-filters.js';

/** What is certain about a job without SQL: it can't contain the text, it may, or it does. */
export const verdicts = { no: 0, may: 1, holds: 2 } as const;

/** One of {@link verdicts}. */
export type Verdict = (typeof verdicts)[keyof typeof verdicts];

/** Patterns for names are cut to this length. */
const longestPattern = 1000;

/**
 * Tells by the codes of names which jobs certainly contain a text, because their names do, and which may contain
 * it outside of their own rows: across name and version, as joined by fragment.job_title, or in their plugin's
 * active version.
 */
export class NameSieve {
  #names: NameTable | null = null;
  #verdicts: Verdict[] = [];
  readonly #text: string;
  /** Whether names can be compared with the text as they are. */
  readonly #isPlain: boolean;

  readonly #plugins: ReadonlySet<string>;

  /** `plugins`: those whose active version contains the text. */
  constructor(text: string, plugins: ReadonlySet<string>) {
    this.#plugins = plugins;

    this.#text = text.toLowerCase();
    this.#isPlain = /^[ -~]+$/.test(text) && text.length <= longestPattern;
  }

  /** Ensures that every name in the table has a verdict; `find` returns which names contain the text. */
  extend(names: NameTable, find: FindNames): void {
    if (names !== this.#names) this.#verdicts = [];
    this.#names = names;
    const from = this.#verdicts.length;
    if (from === names.size) return;
    const plugins = Array.from({ length: names.size - from }, (_, index) => names.plugin(from + index));
    const holding = this.#isPlain ? find(this.#text, plugins, []) : new Set<number>();
    plugins.forEach((plugin, index) => {
      const version = names.version(from + index);
      const may = version === null ? this.#plugins.has(plugin) : this.#mayJoin(version);
      this.#verdicts.push(holding.has(index) ? verdicts.holds : may ? verdicts.may : verdicts.no);
    });
  }

  /** The verdict on a code, one of {@link verdicts}. */
  of(code: number): Verdict {
    return this.#verdicts[code] ?? verdicts.may;
  }

  /** Whether the text may extend across the blank and the v between a name and this version. */
  #mayJoin(version: string): boolean {
    const text = this.#text;
    if (text.endsWith(' ')) return true;
    if (!this.#isPlain) return text.includes('v');
    const behind = version.toLowerCase().replace(/^v+/, '');
    for (let at = text.indexOf('v'); at >= 0; at = text.indexOf('v', at + 1)) {
      if (behind.startsWith(text.slice(at + 1))) return true;
    }
    return false;
  }
}
