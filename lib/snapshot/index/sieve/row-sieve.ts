import { LeafPage } from '../decode/leaf-page.js';
import type { StoredColumn } from '../decode/queue-layout.js';
import { NotWalkable } from '../pages/table-tree.js';
import { type Verdict, verdicts } from './name-sieve.js';

/** How the fragments row_holds and source_path look for a text in the queue's columns. */
const queueColumns: SearchedColumns = {
  plugin_name: 'may',
  parser_version: 'may',
  plugin_version: 'may',
  job_type: 'whole',
  status: 'whole',
  output_path: 'whole',
  lease_owner: 'may',
  worker_host: 'may',
  worker_id: 'may',
  error_message: 'json',
  result_summary: 'json',
  input_file: 'may',
};

/**
 * `whole`: a match anywhere in the column counts. `may`: only SQL can tell whether a match counts. `json`: escapes
 * may hide the text; `json5`: so may more of them; `number`: and it is one, which may be written with a point or an exponent.
 */
type ColumnKind = 'whole' | 'may' | 'json' | 'json5' | 'number';

/** How a text is looked for in columns, by name. */
export type SearchedColumns = Readonly<Record<string, ColumnKind>>;

interface SearchedColumn {
  readonly kind: ColumnKind;
  /** The verdict on rows that end before this column. */
  readonly missing: Verdict;
}

const utf8 = 1;
const backslash = 0x5c;
const letterU = 0x75;
const point = 0x2e;
/** `e` and `x`. */
const otherwise: ReadonlySet<number> = new Set([0x65, 0x78]);
const numberSizes = Uint8Array.of(0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0);
// A local copy, because it is used in loops over all jobs.
const { max } = Math;

/** What the rows of one page may contain. */
export interface Sifted {
  readonly rows: number;
  /** By row. */
  readonly verdicts: Uint8Array;
  /** Rows that continue in overflow pages, which aren't judged. */
  readonly overflowing: readonly number[];
}

/**
 * Tells from the bytes of rows which of them certainly contain a text, and which can't contain it. It allows for
 * text hidden by JSON escapes, and for defaults that aren't stored in rows; titles joined from names and versions
 * are left to `NameSieve`.
 */
export class RowSieve {
  /**
   * The whole text, and the part of it that is written without \u escapes in JSON; null if there is no such part,
   * or if looking for it is useless.
   */
  readonly #whole: SearchBytes | null;
  readonly #plain: SearchBytes | null;
  /** Whether {@link whole} is the entire text, so that nothing else has to match. */
  readonly #isExact: boolean;
  readonly #page: LeafPage;
  readonly #columns: (SearchedColumn | undefined)[] = [];
  readonly #isNumber: boolean;
  /** Whether a row that ends early may contain the text. */
  readonly #hasDefaults: boolean;
  readonly #overflowing: number[] = [];
  #verdicts = new Uint8Array(0);

  readonly #usable: number;

  /** `usable` bytes of each page are used; `encoding` is page 1's; `searched`: where SQL looks for the text. */
  constructor(
    text: string,
    columns: ReadonlyMap<string, StoredColumn>,
    encoding: number,
    usable: number,
    searched: SearchedColumns = queueColumns,
  ) {
    this.#usable = usable;

    const run = longestRun(text, /\P{ASCII}+/u);
    const isUseless = encoding !== utf8 || /\p{Cc}/u.test(text) || isInNumbers(text, columns, searched);
    this.#whole = isUseless ? null : searchBytesOf(run);
    this.#plain = searchBytesOf(longestRun(text, /[\P{ASCII}"\\/]+/u));
    this.#isExact = run === text;
    this.#page = new LeafPage(usable, new Uint8Array(0));
    for (const [name, kind] of Object.entries(searched)) {
      const column = columns.get(name);
      if (column !== undefined) this.#columns[column.place] = { kind, missing: missingVerdict(column, run) };
    }
    this.#hasDefaults = this.#columns.some((column) => column?.missing === verdicts.may);
    this.#isNumber = Object.values(searched).includes('number');
  }

  /** Judges a page's rows; the result is overwritten when the next page is sifted. Throws {@link NotWalkable}. */
  sift(bytes: Uint8Array): Sifted {
    const page = this.#page;
    const rows = page.load(bytes, noOverflow);
    if (this.#verdicts.length < rows) this.#verdicts = new Uint8Array(max(64, 2 * rows));
    const judged = this.#verdicts;
    const whole = this.#whole;
    this.#overflowing.length = 0;
    const isAnywhere = whole?.isIn(bytes, 0, this.#usable) ?? false;
    const isHidden = this.#hasDefaults || this.#isNumber || bytes.includes(backslash);
    for (let row = 0; row < rows; row += 1) {
      page.open(row);
      judged[row] = verdicts.no;
      if (page.isCut) {
        judged[row] = verdicts.may;
        this.#overflowing.push(row);
      } else if (whole === null) {
        judged[row] = verdicts.may;
      } else if (isHidden || (isAnywhere && whole.isIn(page.bytes, page.base, page.base + page.length))) {
        judged[row] = this.#judge(whole);
      }
    }
    return { rows, verdicts: judged, overflowing: this.#overflowing };
  }

  /** The number of a row of the last page that was sifted. */
  numberOf(row: number): number {
    return this.#page.open(row);
  }

  /** Judges the values of the current row. */
  #judge(whole: SearchBytes): Verdict {
    const page = this.#page;
    const { bytes } = page;
    const columns = this.#columns;
    let value = page.base + page.varint(page.base);
    const end = value;
    let verdict: Verdict = verdicts.no;
    let next = page.next;
    let place = 0;
    for (; place < columns.length && next < end; place += 1) {
      const type = page.varint(next);
      next = page.next;
      const size = type >= 12 ? (type - 12) >>> 1 : (numberSizes[type] ?? 0);
      const column = columns[place];
      if (column !== undefined && type >= 12) {
        if (whole.isIn(bytes, value, value + size)) {
          // Blobs are compared differently.
          if (this.#isExact && column.kind === 'whole' && type % 2 === 1) return verdicts.holds;
          verdict = verdicts.may;
        } else if (column.kind === 'json' && this.#isEscaped(value, value + size)) {
          verdict = verdicts.may;
        } else if (
          (column.kind === 'json5' || column.kind === 'number') &&
          isHiding(bytes, value, value + size, column.kind === 'number')
        ) {
          verdict = verdicts.may;
        }
      }
      value += size;
    }
    for (; this.#hasDefaults && place < columns.length; place += 1) {
      if (columns[place]?.missing === verdicts.may) return verdicts.may;
    }
    return verdict;
  }

  /** Whether escapes may hide the text. */
  #isEscaped(from: number, to: number): boolean {
    const { bytes } = this.#page;
    let hasEscapes = false;
    for (let at = from; at < to; at += 1) {
      if (bytes[at] !== backslash) continue;
      if (bytes[at + 1] === letterU) return true;
      hasEscapes = true;
    }
    return hasEscapes && (this.#plain?.isIn(bytes, from, to) ?? true);
  }
}

const isDigitByte = (byte = 0) => byte >= 0x30 && byte <= 0x39;

/** Whether JSON has escapes or, if `asNumber`, numbers that are written otherwise than with digits alone. */
function isHiding(bytes: Uint8Array, from: number, to: number, asNumber: boolean): boolean {
  let isDigit = false;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === backslash) return true;
    // Also JSON5's .5 and 0x2A.
    if (
      asNumber &&
      (byte === point ? isDigit || isDigitByte(bytes[at + 1]) : isDigit && otherwise.has(byte | 0x20))
    )
      return true;
    isDigit = isDigitByte(byte);
  }
  return false;
}

/** Whether the text may be a part of a number as SQLite writes it. */
function isInNumbers(
  text: string,
  columns: ReadonlyMap<string, StoredColumn>,
  searched: SearchedColumns,
): boolean {
  const isNumeric = (name: string) => columns.get(name)?.isText === false;
  return /^[-+.\deinfa]*$/i.test(text) && Object.keys(searched).some(isNumeric);
}

/** The verdict on rows that end before a column; `run` is the text's longest part in ASCII. */
function missingVerdict({ missing }: StoredColumn, run: string): Verdict {
  if (missing === undefined) return verdicts.may;
  const value = String(missing ?? '');
  // A plain text can't contain escapes.
  const isPlain = /^[ -[\]-~]*$/.test(value);
  return isPlain && !value.toLowerCase().includes(run.toLowerCase()) ? verdicts.no : verdicts.may;
}

/** The longest part of a text without matches of a pattern. */
function longestRun(text: string, between: RegExp): string {
  const runs = text.split(between);
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}

function searchBytesOf(text: string): SearchBytes | null {
  return text === '' ? null : new SearchBytes(text);
}

function noOverflow(): never {
  throw new NotWalkable('an overflow page that is not needed');
}

/** Bytes with ASCII letters in lower case. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Finds a text of ASCII characters among bytes, in any letter case (Horspool's search). */
class SearchBytes {
  readonly #bytes: Uint8Array;
  /** How far to skip, by the byte at the position of the text's last one. */
  readonly #steps: Uint32Array;

  /** `text` must have at least one character. */
  constructor(text: string) {
    const bytes = Uint8Array.from(text, (character) => folded[character.charCodeAt(0)] ?? 0);
    const { length } = bytes;
    const steps = new Uint32Array(256).fill(length);
    bytes.subarray(0, -1).forEach((byte, at) => {
      steps[byte] = length - 1 - at;
      if (byte >= 97 && byte <= 122) steps[byte - 32] = length - 1 - at;
    });
    this.#bytes = bytes;
    this.#steps = steps;
  }

  /** Whether the text is between two positions. */
  isIn(bytes: Uint8Array, from: number, to: number): boolean {
    const wanted = this.#bytes;
    const steps = this.#steps;
    const fold = folded;
    const last = wanted.length - 1;
    for (let end = from + last; end < to; ) {
      const byte = bytes[end] ?? 0;
      let back = 0;
      while (back <= last && fold[bytes[end - back] ?? 0] === wanted[last - back]) back += 1;
      if (back > last) return true;
      end += steps[byte] ?? 1;
    }
    return false;
  }
}
