const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [minus, plus, zero, point, capitalE, smallE, smallU] = [0x2d, 0x2b, 0x30, 0x2e, 0x45, 0x65, 0x75];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
/** The characters that may follow a backslash, except for u. */
const escapes = new TextEncoder().encode('"\\/bfnrt');
const literals = ['true', 'false', 'null'].map((word) => new TextEncoder().encode(word));
const deepest = 16;

/**
 * Walks through JSON (RFC 8259) without building values. Each method advances past what it finds and returns true,
 * or returns false for anything else, and for nesting deeper than the limit.
 */
export class PlainJson {
  /** Whether the last string has escapes, and where it begins and ends, without its quotes. */
  isEscaped = false;
  stringStart = 0;
  stringEnd = 0;

  constructor(
    readonly bytes: Uint8Array,
    public at: number,
    readonly end: number,
  ) {}

  /** The next byte; -1 at the end. */
  get next(): number {
    return this.at < this.end ? (this.bytes[this.at] ?? -1) : -1;
  }

  takes(byte: number): boolean {
    if (this.next !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Skips blanks, if there are any. */
  blanks(): void {
    for (let byte = this.next; byte === 0x20 || (byte >= 0x09 && byte <= 0x0d); byte = this.next) {
      if (byte === 0x0b || byte === 0x0c) return;
      this.at += 1;
    }
  }

  string(): boolean {
    this.isEscaped = false;
    if (!this.takes(quote)) return false;
    this.stringStart = this.at;
    for (let byte = this.next; byte >= 0x20; byte = this.next) {
      this.stringEnd = this.at;
      this.at += 1;
      if (byte === quote) return true;
      if (byte === backslash && !this.#escape()) return false;
    }
    return false;
  }

  #escape(): boolean {
    this.isEscaped = true;
    const byte = this.next;
    this.at += 1;
    if (byte !== smallU) return escapes.includes(byte);
    for (let digit = 0; digit < 4; digit += 1, this.at += 1) if (!isHex(this.next)) return false;
    return true;
  }

  number(): boolean {
    this.takes(minus);
    if (!this.takes(zero) && !this.#digits()) return false;
    if (this.takes(point) && !this.#digits()) return false;
    if (!this.takes(smallE) && !this.takes(capitalE)) return true;
    if (!this.takes(minus)) this.takes(plus);
    return this.#digits();
  }

  #digits(): boolean {
    const start = this.at;
    while (isDigit(this.next)) this.at += 1;
    return this.at > start;
  }

  value(depth = 0): boolean {
    const byte = this.next;
    if (byte === quote) return this.string();
    if (byte === minus || isDigit(byte)) return this.number();
    if (byte === openBrace) return this.#members(closeBrace, depth + 1);
    if (byte === openBracket) return this.#members(closeBracket, depth + 1);
    for (const literal of literals) {
      if (byte !== literal[0] || this.at + literal.length > this.end) continue;
      if (literal.some((letter, index) => this.bytes[this.at + index] !== letter)) return false;
      this.at += literal.length;
      return true;
    }
    return false;
  }

  /** Walks through an object or an array, to its end. */
  #members(close: number, depth: number): boolean {
    this.at += 1;
    this.blanks();
    if (depth > deepest) return false;
    if (this.takes(close)) return true;
    do {
      this.blanks();
      if (close === closeBrace && !this.key()) return false;
      if (!this.value(depth)) return false;
      this.blanks();
    } while (this.takes(comma));
    return this.takes(close);
  }

  /** Walks over a member's key and its colon, up to its value: the key is then the last string. */
  key(): boolean {
    if (!this.string()) return false;
    this.blanks();
    if (!this.takes(colon)) return false;
    this.blanks();
    return true;
  }
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHex(byte: number): boolean {
  const small = byte | 0x20;
  return isDigit(byte) || (small >= 0x61 && small <= 0x66);
}
