import type { NameTable } from './job-columns.js';

// A local copy, because it is used in loops over all jobs.
const { imul } = Math;

/** Finds the codes of names by their bytes, so that only new ones have to be turned into strings. */
export class NameBytes {
  /** Entries by their hash, from 1 on; 0 is free. Its length is a power of two, and at most half of it is used. */
  #slots = new Int32Array(1024);
  /**
   * For each entry: hash, where it begins in {@link #kept}, length of the plugin's name and of the version, code.
   */
  #entries = new Int32Array(5 * 512);
  #count = 0;
  #pool = new Uint8Array(16_384);
  #poolEnd = 0;
  #poolView = new DataView(this.#pool.buffer);

  readonly #names: NameTable;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** For names that are in these bytes, at any position. */
  constructor(names: NameTable, bytes: Uint8Array, view: DataView) {
    this.#names = names;
    this.#bytes = bytes;
    this.#view = view;
  }

  /**
   * The code of a plugin's name and a version; -1 if they have to be read by SQL. A version without bytes counts as
   * absent.
   */
  code(name: number, nameLength: number, version: number, versionLength: number): number {
    const hash = mixed(this.#hash(this.#hash(nameLength, name, nameLength), version, versionLength));
    const entries = this.#entries;
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] ?? 0;
      if (entry === 0) break;
      const at = 5 * (entry - 1);
      if (
        entries[at] === hash &&
        entries[at + 2] === nameLength &&
        entries[at + 3] === versionLength &&
        this.#holds(entries[at + 1] ?? 0, name, nameLength) &&
        this.#holds((entries[at + 1] ?? 0) + nameLength, version, versionLength)
      )
        return entries[at + 4] ?? 0;
    }
    const plugin = plainText(this.#bytes, name, nameLength);
    const own = plainText(this.#bytes, version, versionLength);
    if (plugin === null || own === null) return -1;
    const code = this.#names.code(plugin, own === '' ? null : own);
    const start = this.#keep(name, nameLength);
    this.#keep(version, versionLength);
    this.#add(hash, [hash, start, nameLength, versionLength, code]);
    return code;
  }

  /** Hashes four bytes at a time, as long as there are four. */
  #hash(seed: number, from: number, length: number): number {
    const end = from + length;
    let hash = seed;
    let at = from;
    for (; at + 4 <= end; at += 4) hash = imul(hash ^ this.#view.getInt32(at), 0x01000193);
    for (; at < end; at += 1) hash = imul(hash ^ (this.#bytes[at] ?? 0), 0x01000193);
    return hash;
  }

  #holds(start: number, from: number, length: number): boolean {
    let at = 0;
    for (; at + 4 <= length; at += 4)
      if (this.#poolView.getInt32(start + at) !== this.#view.getInt32(from + at)) return false;
    for (; at < length; at += 1) if (this.#pool[start + at] !== this.#bytes[from + at]) return false;
    return true;
  }

  #keep(from: number, length: number): number {
    const start = this.#poolEnd;
    this.#poolEnd += length;
    while (this.#pool.length < this.#poolEnd) this.#pool = grown(this.#pool, Uint8Array);
    if (this.#poolView.buffer !== this.#pool.buffer) this.#poolView = new DataView(this.#pool.buffer);
    this.#pool.set(this.#bytes.subarray(from, from + length), start);
    return start;
  }

  #add(hash: number, entry: readonly number[]): void {
    if (5 * (this.#count + 1) > this.#entries.length) this.#entries = grown(this.#entries, Int32Array);
    this.#entries.set(entry, 5 * this.#count);
    this.#count += 1;
    if (2 * this.#count <= this.#slots.length) {
      this.#place(hash, this.#count);
      return;
    }
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let each = 1; each <= this.#count; each += 1) this.#place(this.#entries[5 * (each - 1)] ?? 0, each);
  }

  #place(hash: number, entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry;
  }
}

/** A hash with each of its bits spread over all others. */
function mixed(hash: number): number {
  const half = imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return half ^ (half >>> 15);
}

function grown<T extends Uint8Array | Int32Array>(array: T, kind: new (length: number) => T): T {
  const more = new kind(2 * array.length);
  more.set(array);
  return more;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A text that SQLite's trim() and substr() leave unchanged and that every decoder reads in the same way: UTF-8 without
 * blanks around it, without NUL or a byte order mark; null for any other.
 */
function plainText(bytes: Uint8Array, from: number, length: number): string | null {
  if (bytes[from] === 0x20 || bytes[from + length - 1] === 0x20) return length === 0 ? '' : null;
  try {
    const text = decoder.decode(bytes.subarray(from, from + length));
    return text.includes('\0') || text.startsWith('\ufeff') ? null : text;
  } catch {
    // Not UTF-8: what it becomes has to be read by SQL.
    return null;
  }
}
