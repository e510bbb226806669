import { addressAt, compound, ipAt, mayQuote, quotedAt } from './addresses.js';
import {
  codeEnd,
  durationAt,
  hashAt,
  hexAt,
  idAt,
  isHash,
  isoDurationAt,
  mixedAt,
  namedCodeEnd,
  namedTimeAt,
  numberAt,
  sizeAt,
  timeAt,
  uuidAt,
} from './numbers.js';
import { endOf, type Found, isDigit, isLetter, isWordAt, nameEnd, pathAt, relativeAt } from './paths.js';

/**
 * A line with placeholders for what varies, from `from` on. If several could apply at one position, the first of
 * these does: e-mail, URL, host, IP, UUID, hash, time, duration, size, hex, quoted text, path, number; but the one
 * that encloses another wins, such as a path with a date in it. One pass from left to right, so that no
 * placeholder is ever processed again. `open` says that the line continues beyond its end.
 */
export function withoutVarying(line: string, from: number, open: boolean): string {
  return new Scan(line, open).from(from);
}

const placeholder =
  /<(?:(?:email|url|host|ip|uuid|hash|time|duration|size|hex|n|…)>|path>(?:\.[A-Za-z0-9]{1,8}){0,2})/y;
const escapes = /\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\})/y;
/** A process, port, reference or function, as Elixir prints it. */
const beamTerm = /#(?:PID|Port|Reference|Ref|Function)<[^<>]{1,200}>/y;
/** A statement with its values within the text, as Laravel ends its errors. */
const statement = /\((?:Connection: [^()]{1,200}, )?SQL: .*/y;
const times = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/;
const prefixes = /^(?:[bBfFrRuUNE]|[rR][bB]|[bB][rR])$/;
const ids =
  /(?:request|req|host|trace|span|correlation|session|transaction|container|invocation|message|operation|query)[ _-]?id$/i;

class Scan {
  readonly #line: string;
  readonly #open: boolean;
  #at = 0;
  /** The line has been copied up to here. */
  #taken = 0;
  #out = '';
  /** The last word before the current position. */
  #wordFrom = 0;
  #wordTo = 0;
  /** Nothing that begins before this position is an e-mail, URL or host: that was checked where the run began. */
  #noPlaceBefore = 0;
  #noPathBefore = 0;

  constructor(line: string, open: boolean) {
    this.#line = line;
    this.#open = open;
  }

  from(start: number): string {
    this.#at = start;
    while (this.#at < this.#line.length) {
      const code = this.#line.charCodeAt(this.#at);
      if (isLetter(code)) this.#word();
      else if (isDigit(code)) this.#digits();
      else if (code === 32) this.#at += 1;
      else this.#sign(this.#line.charAt(this.#at));
    }
    return this.#out + this.#line.slice(this.#taken);
  }

  #replace(found: Found): void {
    this.#out += this.#line.slice(this.#taken, this.#at) + found.text;
    this.#at = found.end;
    this.#taken = found.end;
  }

  /** Handles text that begins with a letter. */
  #word(): void {
    const [line, at] = [this.#line, this.#at];
    let end = at + 1;
    let plain = true;
    for (; end < line.length; end += 1) {
      const code = line.charCodeAt(end);
      if (isDigit(code)) plain = false;
      else if (!isLetter(code)) break;
    }
    const next = line.charAt(end);
    const joined = joins.has(next) && end + 1 < line.length && line.charAt(end + 1) !== ' ';
    const found = joined ? this.#compound(end) : this.#alone(end, plain);
    if (found !== null) this.#replace(found);
    else this.#pass(end);
  }

  #pass(end: number): void {
    this.#wordFrom = this.#at;
    this.#wordTo = end;
    this.#at = end;
  }

  /** Handles a word with nothing attached to it. */
  #alone(end: number, plain: boolean): Found | null {
    const [line, at] = [this.#line, this.#at];
    const id = this.#idAfter(end);
    if (id !== null) return id;
    const length = end - at;
    if (plain && (length > 9 || !mayTell(line.charCodeAt(at)))) return length < 32 ? null : hashAt(line, at);
    const word = line.slice(at, end);
    if (!plain) return hashAt(line, at) ?? isoDurationAt(line, at) ?? withoutIds(word, end);
    if (word === 'localhost') return addressAt(line, at, end);
    return times.test(word) ? namedTimeAt(line, at) : null;
  }

  /** Handles a word that continues after a punctuation character, such as a host name, a path, or a code. */
  #compound(end: number): Found | null {
    const [line, at] = [this.#line, this.#at];
    const found = this.#idAfter(end) ?? this.#address() ?? uuidAt(line, at) ?? hashAt(line, at);
    if (found !== null) return found;
    const code = namedCodeEnd(line, at);
    if (code > 0) return { end: code, text: line.slice(at, code) };
    const next = line.charAt(end);
    if (next === ':')
      return (
        ipAt(line, at) ?? hexAt(line, at) ?? this.#drive(end) ?? this.#alone(end, !hasDigit(line, at, end))
      );
    const word = line.slice(at, end);
    if (times.test(word)) {
      const time = namedTimeAt(line, at);
      if (time !== null) return time;
    }
    return this.#path() ?? withoutIds(word, end);
  }

  #drive(end: number): Found | null {
    return end === this.#at + 1 ? pathAt(this.#line, this.#at) : null;
  }

  #idAfter(end: number): Found | null {
    const gap = this.#at - this.#wordTo;
    if (gap < 1 || gap > 3 || end === this.#at) return null;
    const last = this.#line.charCodeAt(this.#wordTo - 1) | 32;
    if (last !== 100 || !/^(?:[:=] ?| )$/.test(this.#line.slice(this.#wordTo, this.#at))) return null;
    const before = this.#line.slice(Math.max(0, this.#wordTo - 16), this.#wordTo);
    return ids.test(before) && hasDigit(this.#line, this.#at, endOf(/\S+/y, this.#line, this.#at))
      ? idAt(this.#line, this.#at)
      : null;
  }

  #address(): Found | null {
    if (this.#at < this.#noPlaceBefore) return null;
    const run = endOf(compound, this.#line, this.#at);
    const found = run < 0 ? null : addressAt(this.#line, this.#at, run);
    if (found === null) this.#noPlaceBefore = run;
    return found;
  }

  #path(): Found | null {
    if (this.#at < this.#noPathBefore) return null;
    const found = relativeAt(this.#line, this.#at);
    if (found === null) this.#noPathBefore = nameEnd(this.#line, this.#at);
    return found;
  }

  /** Handles text that begins with a digit. */
  #digits(): void {
    const [line, at] = [this.#line, this.#at];
    const code = codeEnd(line, at, this.#wordFrom, this.#wordTo);
    if (code > 0) {
      this.#at = code;
      return;
    }
    const found =
      this.#idAfter(at + 1) ??
      this.#bareNumber() ??
      this.#address() ??
      ipAt(line, at) ??
      uuidAt(line, at) ??
      this.#figure();
    if (found !== null) {
      this.#replace(found);
      return;
    }
    let end = at + 1;
    while (end < line.length && isWordAt(line, end)) end += 1;
    this.#at = end;
  }

  /** Digits with nothing attached to them, and with no unit or month after them. */
  #bareNumber(): Found | null {
    const line = this.#line;
    let end = this.#at + 1;
    while (isDigit(line.charCodeAt(end))) end += 1;
    return end - this.#at < 20 && endsNumber(line, end) ? { end, text: '<n>' } : null;
  }

  /** Things other than places that begin with a digit: a path that encloses one is taken whole. */
  #figure(): Found | null {
    const [line, at] = [this.#line, this.#at];
    const time = timeAt(line, at);
    const path = time === null || isInPath(line.charAt(time.end)) ? this.#path() : null;
    if (path !== null && path.end > (time?.end ?? 0)) return path;
    return (
      time ??
      hexAt(line, at) ??
      hashAt(line, at) ??
      durationAt(line, at) ??
      sizeAt(line, at) ??
      numberAt(line, at) ??
      mixedAt(line, at)
    );
  }

  /** Handles any other character. */
  #sign(character: string): void {
    const found = this.#signed(character);
    if (found === null) this.#at += 1;
    else this.#replace(found);
  }

  #signed(character: string): Found | null {
    const [line, at] = [this.#line, this.#at];
    if (mayQuote(character)) return this.#opens() ? quotedAt(line, at, this.#open) : null;
    if (character === '<') {
      const end = endOf(placeholder, line, at);
      return end < 0 ? null : { end, text: line.slice(at, end) };
    }
    if (character === '\\') {
      const end = endOf(escapes, line, at);
      if (end > 0) return { end, text: '<hex>' };
    }
    if (character === '#' || character === '(') return this.#whole(character);
    if (this.#isBehindWord()) return null;
    if (character === '[' || character === ':') return ipAt(line, at);
    if (character === '-' || character === '+' || character === '.') return this.#number() ?? this.#rooted();
    return character === '/' || character === '~' || character === '\\' ? this.#rooted() : null;
  }

  /** What varies from its first character to its last, whatever is in it. */
  #whole(character: string): Found | null {
    const end = endOf(character === '#' ? beamTerm : statement, this.#line, this.#at);
    if (end < 0) return null;
    if (character === '(') return { end, text: '(SQL: <…>)' };
    return { end, text: `${this.#line.slice(this.#at, this.#line.indexOf('<', this.#at))}<…>` };
  }

  #rooted(): Found | null {
    const before = this.#line.charAt(this.#at - 1);
    return before === '<' || before === '/' ? null : pathAt(this.#line, this.#at);
  }

  #number(): Found | null {
    const [line, at] = [this.#line, this.#at];
    const code = line.charCodeAt(at + 1);
    if (!isDigit(code) && code !== 46) return null;
    const end = codeEnd(line, at, this.#wordFrom, this.#wordTo);
    if (end > 0) return { end, text: line.slice(at, end) };
    return hexAt(line, at) ?? durationAt(line, at) ?? sizeAt(line, at) ?? numberAt(line, at);
  }

  /** True if a word or a placeholder ends just before. */
  #isBehindWord(): boolean {
    return this.#at > 0 && (isWordAt(this.#line, this.#at - 1) || this.#line.charAt(this.#at - 1) === '>');
  }

  /** A quote within a word is an apostrophe; `b'…'` is Python's. */
  #opens(): boolean {
    if (this.#at === 0 || !isWordAt(this.#line, this.#at - 1)) return true;
    return this.#wordTo === this.#at && prefixes.test(this.#line.slice(this.#wordFrom, this.#wordTo));
  }
}

/** Characters that join a word to what follows it. */
const joins: ReadonlySet<string> = new Set(['.', '-', '@', ':', '/', '\\', '+', '%', '=', '~', '$']);

/** An id within a word of several parts, such as `batch_20240102`. */
function withoutIds(word: string, end: number): Found | null {
  if (!word.includes('_')) return null;
  const parts = word.split('_');
  const text = parts
    .map((part, index) => {
      if (index > 0 && part.length > 5 && /^\d+$/.test(part)) return '<n>';
      return part.length > 7 && isHash(part) ? '<hash>' : part;
    })
    .join('_');
  return text === word ? null : { end, text };
}

function endsNumber(line: string, end: number): boolean {
  const after = line.charAt(end + 1);
  switch (line.charAt(end)) {
    case '':
    case ')':
    case ']':
    case ';':
    case '"':
      return true;
    case ' ':
      return !/[A-Za-zµμ+-]/.test(after);
    case ',':
    case ':':
      return after === '' || after === ' ';
    default:
      return false;
  }
}

/** The first letters of names of days and months, and of `localhost`. */
function mayTell(first: number): boolean {
  return first < 91 || first === 108;
}

function hasDigit(line: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (isDigit(line.charCodeAt(at))) return true;
  return false;
}

function isInPath(character: string): boolean {
  return /[/\\_.-]/.test(character);
}
