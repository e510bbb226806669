import { types } from 'node:util';
import { deflateRawSync, inflateRawSync, inflateSync } from 'node:zlib';

/** Thrown for bytes or values that the wire can't carry; the message is for our log file and contains no value. */
export class WireError extends Error {}

/** Nothing that is sent is nested deeper than this. */
const deepest = 64;

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
  return untagged(parsed(text), 0);
}

/** What a text of JSON says, unless it says more than anybody here would send. */
function parsed(text: string): unknown {
  if (isTooMuch(text)) throw new WireError('too many values');
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError('not JSON');
  }
}

/** Whether a text has too many values, or too deep ones, to be parsed: found out in a hundredth of the time. */
function isTooMuch(text: string): boolean {
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

/**
 * Precedes the first frame. The shell there may print something first, such as a greeting; everything up to this is
 * skipped.
 */
export const preamble = Buffer.from('\0jobs-view\0', 'latin1');

/** At most this many bytes may come before the preamble. */
const longestNoise = 65_536;
/**
 * The longest frame on the wire, and once it is unpacked, bytes. A picture for the screen takes some ten thousand;
 * parsed into memory, a frame takes a dozen times its size at worst.
 */
export const longestPacked = 8 * 1024 * 1024;
export const longestFrame = 16 * 1024 * 1024;
/** The longest answer of an agent in Python, packed and unpacked, bytes: pages of the database come with it. */
export const longestAnswer = 64 * 1024 * 1024;
/** Shorter frames aren't worth packing, bytes. */
const leastPacked = 512;
const lengthBytes = 4;
/** Length and form. */
const headerLength = lengthBytes + 1;
const plain = 0;
const packed = 1;

/** Thrown for a value that doesn't fit into a frame. */
export class FrameTooLong extends WireError {}

/**
 * A value as one frame: the length of what follows (4 bytes, the greatest first), a byte that says whether it is packed
 * (raw deflate), and JSON in UTF-8. Throws {@link FrameTooLong}.
 */
export function frameOf(value: unknown): Buffer {
  const encoded = encode(value);
  const text = Buffer.from(encoded);
  if (text.length > longestFrame || isTooMuch(encoded)) throw new FrameTooLong('a frame that is too long');
  const isPacked = text.length >= leastPacked;
  const body = isPacked ? deflateRawSync(text) : text;
  if (body.length > longestPacked) throw new FrameTooLong('a frame that is too long');
  const header = Buffer.alloc(headerLength);
  header.writeUInt32BE(body.length + 1);
  header[4] = isPacked ? packed : plain;
  return Buffer.concat([header, body]);
}

/**
 * Reads frames from a stream of bytes that may be cut anywhere, of another program as of an agent in Python. Can't be used
 * any more after it has thrown.
 */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;
  #noise: number | null;
  readonly #longest: number;
  #textLength = 0;

  /** With `startsAtPreamble`, everything up to the preamble is skipped. `longest`: of a frame as it comes, bytes. */
  constructor(startsAtPreamble: boolean, longest = longestPacked) {
    this.#noise = startsAtPreamble ? 0 : null;
    this.#longest = longest;
  }

  /** How long the text of the last value was, in characters. */
  get textLength(): number {
    return this.#textLength;
  }

  /** The values that these bytes complete. Throws a {@link WireError} for bytes that can't begin a frame. */
  *take(bytes: Uint8Array): Generator<unknown, void, undefined> {
    for (const frame of this.frames(bytes)) {
      const text = textIn(frame);
      this.#textLength = text.length;
      yield decode(text);
    }
  }

  /** The frames that these bytes complete, each as it came, without its length. Throws a {@link WireError} like {@link take}. */
  *frames(bytes: Uint8Array): Generator<Buffer, void, undefined> {
    this.#chunks.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#length += bytes.length;
    if (this.#noise !== null && !this.#skipNoise()) return;
    for (;;) {
      if (this.#length < lengthBytes) return;
      const length = this.#peek(lengthBytes).readUInt32BE();
      if (length === 0 || length - 1 > this.#longest) throw new WireError('a frame of a wrong length');
      if (this.#length < lengthBytes + length) return;
      const frame = this.#peek(lengthBytes + length).subarray(lengthBytes);
      this.#drop(lengthBytes + length);
      yield frame;
    }
  }

  #skipNoise(): boolean {
    const all = this.#peek(this.#length);
    const at = all.indexOf(preamble);
    if (at !== -1) {
      this.#drop(at + preamble.length);
      this.#noise = null;
      return true;
    }
    // The preamble itself may be cut in two.
    const over = Math.max(0, all.length - preamble.length + 1);
    this.#drop(over);
    this.#noise = (this.#noise ?? 0) + over;
    if (this.#noise > longestNoise) throw new WireError('no preamble');
    return false;
  }

  /** The first bytes, joined once and kept so. */
  #peek(length: number): Buffer {
    if ((this.#chunks[0]?.length ?? 0) < length) this.#chunks = [Buffer.concat(this.#chunks)];
    return (this.#chunks[0] ?? Buffer.alloc(0)).subarray(0, length);
  }

  #drop(length: number): void {
    const [first = Buffer.alloc(0), ...others] = this.#chunks;
    const rest = first.subarray(length);
    this.#chunks = rest.length === 0 ? others : [rest, ...others];
    this.#length -= length;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textIn(frame: Buffer): string {
  const body = frame.subarray(1);
  switch (frame[0]) {
    case plain:
      return unpacked(() => utf8.decode(body));
    case packed:
      return unpacked(() => utf8.decode(inflateRawSync(body, { maxOutputLength: longestFrame })));
  }
  throw new WireError('a frame of an unknown form');
}

/** What an agent in Python answers. */
export interface AgentAnswer {
  readonly results: unknown;
  /** What was read, one after the other. */
  readonly bytes: Buffer;
}

/** An answer of an agent, deflated, of at most `longest` bytes without that. Throws a {@link WireError}. */
export function answerIn(body: Uint8Array, longest = longestAnswer): AgentAnswer {
  const all = unpacked(() => inflateSync(body, { maxOutputLength: longest }));
  const end = all.length < lengthBytes ? Number.POSITIVE_INFINITY : lengthBytes + all.readUInt32BE();
  if (end > all.length) throw new WireError('an answer that is cut short');
  if (end > longestFrame) throw new WireError('an answer that is too long');
  const text = unpacked(() => utf8.decode(all.subarray(lengthBytes, end)));
  return { results: parsed(text), bytes: all.subarray(end) };
}

function unpacked<T>(unpack: () => T): T {
  try {
    return unpack();
  } catch {
    throw new WireError('a frame that cannot be unpacked');
  }
}
