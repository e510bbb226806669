import { endOf, type Found, isWordAt } from './found.js';

const size =
  /[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?: ?(?:[kKMGTPE](?:i?[bB])|[kmgt]b|[kKMGTPmgt]?bits?|(?:kilo|mega|giga|tera|kibi|mebi|gibi)?bytes?|Bytes?|B)(?:\/s)?|[kKMGT]i?)(?![\w])/y;
const hex = /[+-]?0[xX][0-9A-Fa-f]+(?:,? 0[xX][0-9A-Fa-f]+)*(?![\w])/y;
const mac = /(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?!\w|[:-]\w)/y;
const uuid = /[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}(?!\w|-\w)/y;
const word = /[A-Za-z0-9]+/y;
const tail = /[A-Za-z0-9+/=_.~-]+/y;
const token = /[A-Za-z0-9+/=_-]{40,}/y;

const bits = /\d+-?bit(?![\w])/y;
const ordinal = /\d+(?:st|nd|rd|th)(?![\w])/y;
const grouped = /[+-]?\d{1,3}(?:[,_]\d{3})+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w])/y;
const plain = /[+-]?(?:\d+(?:\.\d+)*|\.\d+)(?:[eE][+-]?\d+)?/y;

/** The UUID at `at`. */
export function uuidAt(line: string, at: number): Found | null {
  return found(endOf(uuid, line, at), '<uuid>');
}

/**
 * The hash, or an id made of letters and digits, at `at`: hexadecimal digits of a known hash's length, at least 7 of
 * them if letters and digits are mixed; 16 letters and digits that often alternate; or 40 characters of base64.
 */
export function hashAt(line: string, at: number): Found | null {
  const end = endOf(word, line, at);
  if (end < at + 7) return null;
  const long = endOf(token, line, at);
  if (long > end && isBase64(line.slice(at, long))) return found(long, '<hash>');
  return isWordAt(line, end) || !isHash(line.slice(at, end)) ? null : found(end, '<hash>');
}

/** True for a word that is a hash or an id by the rules of {@link hashAt}. */
export function isHash(text: string): boolean {
  if (text.length < 7) return false;
  const hasDigit = /\d/.test(text);
  if (/^[0-9a-f]+$/.test(text) || /^[0-9A-F]+$/.test(text)) {
    if ([32, 40, 56, 64, 96, 128].includes(text.length)) return true;
    return hasDigit && /[A-Fa-f]/.test(text) && !/^\d+(?:[eE]\d{1,3}|[A-Fa-f])$/.test(text);
  }
  if (!hasDigit || text.length < 16) return false;
  return (text.match(/[0-9]+/g) ?? []).length >= 3;
}

function isBase64(text: string): boolean {
  return /[A-Z]/.test(text) && /[a-z]/.test(text) && (text.match(/\d+/g) ?? []).length >= 3;
}

/** A text at `at` that begins with a digit, contains letters, and is too long for a word such as `42P01`. */
export function mixedAt(line: string, at: number): Found | null {
  const end = endOf(word, line, at);
  return found(end < at + 6 || isWordAt(line, end) ? -1 : end, '<hash>');
}

/** Any id at `at`, if the word before it says that it is one. */
export function idAt(line: string, at: number): Found | null {
  const end = endOf(tail, line, at);
  if (end < 0) return null;
  const sentenceEnds = line.charAt(end - 1) === '.' && end - 1 > at;
  return found(sentenceEnds ? end - 1 : end, '<hash>');
}

/** The size with its unit at `at`. */
export function sizeAt(line: string, at: number): Found | null {
  return found(endOf(size, line, at), '<size>');
}

/** The text at `at` that begins with `0x`, together with others after it, or a hardware address. */
export function hexAt(line: string, at: number): Found | null {
  const end = endOf(hex, line, at);
  return found(end < 0 ? endOf(mac, line, at) : end, '<hex>');
}

/**
 * The number at `at`, if no letter is attached to it: with sign, with thousands separators, a version, an ordinal.
 */
export function numberAt(line: string, at: number): Found | null {
  const width = endOf(bits, line, at);
  if (width > 0) return { end: width, text: line.slice(at, width) };
  const place = endOf(ordinal, line, at);
  if (place > 0) return found(place, '<n>');
  const thousands = isArguments(line, at) ? -1 : endOf(grouped, line, at);
  const end = thousands < 0 ? endOf(plain, line, at) : thousands;
  return end < 0 || isWordAt(line, end) ? null : found(end, '<n>');
}

/** `Decimal(18,200)` has two numbers. */
function isArguments(line: string, at: number): boolean {
  const before = line.charAt(at - 1);
  return before === ',' || (before === '(' && (isWordAt(line, at - 2) || line.charAt(at - 2) === '='));
}

function found(end: number, text: string): Found | null {
  return end < 0 ? null : { end, text };
}
