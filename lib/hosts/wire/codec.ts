import { types } from 'node:util';

/** Thrown for bytes or values that the wire can't carry; the message is for our log file and contains no value. */
export class WireError extends Error {}

/** Nothing that is sent is nested deeper than this. */
const deepest = 64;

/** Shorter texts aren't looked through. */
const leastLookedAt = 262_144;
/** A text that is sent has at most this many values: no picture has more, and more would take seconds to parse. */
const mostValues = 1_000_000;

type Tag = 'bigint' | 'bytes' | 'number' | 'set' | 'object';

/**
 * A value as JSON, without loss: big integers, bytes, sets, and numbers that JSON can't express are objects with the
 * tag `$`. Fields that are undefined are left out. Throws a {@link WireError} for anything but plain values.
 */
export function encode(value: unknown): string {
  return JSON.stringify(tagged(value, 0));
}

/** The value that a text encodes. Throws a {@link WireError} for a text that {@link encode} wouldn't write. */
export function decode(text: string): unknown {
  if (isTooMuch(text)) throw new WireError('too many values');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WireError('not JSON');
  }
  return untagged(value, 0);
}

/** Whether a text has too many values, or too deep ones, to be parsed: found out in a hundredth of the time. */
export function isTooMuch(text: string): boolean {
  if (text.length < leastLookedAt) return false;
  let [values, depth] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case '[':
      case '{':
        depth += 1;
        values += 1;
        break;
      case ']':
      case '}':
        depth -= 1;
        break;
      case ',':
        values += 1;
    }
    // A tag takes two levels.
    if (values > mostValues || depth > 3 * deepest) return true;
  }
  return false;
}

/** Where the string that begins here ends. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; ; at += 1) {
    const next = text.indexOf('"', at);
    if (next === -1) return text.length;
    let escapes = 0;
    while (text[next - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return next;
    at = next;
  }
}

function tagged(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new WireError('nested too deeply');
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : tag('number', wordOf(value));
    case 'bigint':
      return tag('bigint', String(value));
    case 'object':
      return value === null ? null : taggedObject(value, depth + 1);
    default:
      throw new WireError(`a ${typeof value} cannot be sent`);
  }
}

function taggedObject(value: object, depth: number): unknown {
  if (Array.isArray(value)) return value.map((item) => tagged(item, depth));
  if (types.isUint8Array(value)) return tag('bytes', Buffer.from(value).toString('base64'));
  if (types.isSet(value))
    return tag(
      'set',
      [...value].map((item) => tagged(item, depth)),
    );
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new WireError('only plain objects can be sent');
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    if (name === '__proto__') throw new WireError('a field with a forbidden name');
    if (field !== undefined) fields[name] = tagged(field, depth);
  }
  return '$' in fields ? tag('object', fields) : fields;
}

function tag(name: Tag, of: unknown): { readonly $: Tag; readonly of: unknown } {
  return { $: name, of };
}

function untagged(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new WireError('nested too deeply');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => untagged(item, depth + 1));
  if (!Object.hasOwn(value, '$')) return fieldsOf(value, depth);
  const { $: name, of, ...more } = value as { readonly $: unknown; readonly of?: unknown };
  const reader = typeof name === 'string' && Object.hasOwn(readers, name) ? readers[name as Tag] : undefined;
  if (reader === undefined || Object.keys(more).length > 0) throw new WireError('an unknown tag');
  return reader(of, depth);
}

function fieldsOf(value: object, depth: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    // Assigning to this name would set the prototype.
    if (name === '__proto__') throw new WireError('a field with a forbidden name');
    fields[name] = untagged(field, depth + 1);
  }
  return fields;
}

/** No column holds longer integers, and parsing them is slow. */
const longestInteger = 100;

const readers: { readonly [T in Tag]: (of: unknown, depth: number) => unknown } = {
  bigint: (of) => {
    if (typeof of !== 'string' || of.length > longestInteger || !/^(0|-?[1-9]\d*)$/.test(of))
      throw new WireError('not an integer');
    return BigInt(of);
  },
  bytes: (of) => {
    if (typeof of !== 'string') throw new WireError('not bytes');
    const bytes = Buffer.from(of, 'base64');
    // Node silently skips what isn't base64.
    if (bytes.toString('base64') !== of) throw new WireError('not bytes');
    return new Uint8Array(bytes);
  },
  number: (of) => {
    const value = typeof of === 'string' && Object.hasOwn(numbers, of) ? numbers[of] : undefined;
    if (value === undefined) throw new WireError('not a number');
    return value;
  },
  set: (of, depth) => {
    if (!Array.isArray(of)) throw new WireError('not a set');
    return new Set(of.map((item) => untagged(item, depth + 1)));
  },
  object: (of, depth) => {
    if (typeof of !== 'object' || of === null || Array.isArray(of) || !Object.hasOwn(of, '$'))
      throw new WireError('not an object');
    return fieldsOf(of, depth);
  },
};

/** Numbers that JSON would turn into null or 0. */
const numbers: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
};

function wordOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
