import type { FileStatus } from '../../snapshot/files/system.js';
import type { Access } from './agent-channel.js';

/** Takes the result of an access, and returns how many of the bytes that follow belong to it. */
type Taker = (result: unknown, rest: Buffer, at: number) => number;

/** Accesses that are performed together, and what becomes of their results. */
export class Batch {
  readonly accesses: Access[] = [];
  readonly #takers: Taker[] = [];
  readonly #before: number;

  /** `before`: how many have been performed. */
  constructor(before: number) {
    this.#before = before;
  }

  get last(): number {
    return this.#before + this.accesses.length;
  }

  add(access: Access, take: Taker): void {
    this.accesses.push(access);
    this.#takers.push(take);
  }

  take(results: readonly unknown[], bytes: Buffer): void {
    let rest = bytes;
    for (const [index, take] of this.#takers.entries())
      rest = rest.subarray(take(results[index], rest, this.#before + 1 + index));
  }
}

/** Thrown if an answer isn't what was asked for. */
export class Misread extends Error {
  readonly code = 'EIO';

  constructor() {
    super('the host sent something that could not be understood');
  }
}

/** The code of an error; null where it is none. */
export function errorIn(result: unknown): string | null {
  if (typeof result !== 'object' || result === null || !('error' in result)) return null;
  return typeof result.error === 'string' && /^E[A-Z0-9]{1,20}$/.test(result.error) ? result.error : 'EIO';
}

/** Throws the error that an access failed with. */
export function resultOf(result: unknown, path: string): unknown {
  const code = errorIn(result);
  if (code !== null) throw Object.assign(new Error(`${code}: ${path}`), { code });
  return result;
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Misread();
  return value;
}

export function numberIn(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Misread();
  return value;
}

export function listIn(value: unknown, length: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length !== length) throw new Misread();
  return value;
}

/** A number of bytes that are there. */
export function lengthIn(result: unknown, rest: Buffer): number {
  if (errorIn(result) !== null) return 0;
  const length = numberIn(result);
  if (!Number.isInteger(length) || length < 0 || length > rest.length) throw new Misread();
  return length;
}

export function statusIn(value: unknown): FileStatus {
  const [dev, ino, size, mtimeNs, ctimeNs] = listIn(value, 6)
    .slice(0, 5)
    .map((each) => (typeof each === 'string' && /^\d{1,30}$/.test(each) ? BigInt(each) : null));
  const [kind] = listIn(value, 6).slice(5);
  if (dev == null || ino == null || size == null || mtimeNs == null || ctimeNs == null) throw new Misread();
  return { dev, ino, size, mtimeNs, ctimeNs, isFile: () => kind === 'file' };
}
