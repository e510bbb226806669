import { endOf, type Found, isWordAt } from './paths.js';

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

/** Words before a number that distinguishes causes: from systems, protocols, and the ends of processes. */
const before: ReadonlySet<string> = new Set([
  ...['code', 'errorcode', 'errcode', 'exitcode', 'returncode', 'statuscode', 'responsecode', 'httpcode'],
  ...['resultcode', 'reasoncode', 'vendorcode', 'status', 'httpstatus', 'exitstatus', 'errno', 'winerror'],
  ...[
    'sqlstate',
    'sqlcode',
    'signal',
    'exit',
    'exited',
    'http',
    'https',
    'rc',
    'hresult',
    'ntstatus',
    'oserror',
  ],
]);
/** Words whose number is a code only with this text in between: `error 28`, not `error: 28 rows`. */
const closeBefore: ReadonlyMap<string, readonly string[]> = new Map([
  ['error', [' ', ' (', ' [', '(']],
  ['err', [' ', ' (', ' [']],
  ['msg', [' ']],
  ['response', [' ', ' [', ' (']],
  ['occurred', [' (']],
  ['curl', [': (']],
]);
const gaps = /^[ :=#([/]{1,3}$/;
/** SQLite's result codes by name, and signals. */
const systems = /^(?:SQLITE_\w+|SIG[A-Z]{2,6})$/;
const longestWord = 40;
/** Codes of a kind that doesn't distinguish causes. */
const other = /(?:zip|postal|post|country|area|product|item|bar|currency|branch|sort|order)[ _-]?$/i;

const sign = /[+-]?(?:0[xX][0-9A-Fa-f]+|[0-9A-Z]{1,8})(?!\w|\.\d)/y;
const threeDigits = /[1-5]\d\d(?!\w|\.\d)/y;
const reason =
  /[1-5]\d\d (?:Client Error|Server Error|OK\b|No Content|Moved|Not Modified|Bad Request|Unauthorized|Payment Req|Forbidden|Not Found|Method Not|Not Acceptable|Proxy Auth|Request Time|Conflict\b|Gone\b|Length Req|Precondition|Payload Too|Request Entity|URI Too|Unsupported Media|Range Not|Requested Range|Unprocessable|Too Many|Internal Server|Not Implemented|Bad Gateway|Service Unavail|Service Temp|Gateway Time|HTTP Version)/y;
/** Python's drivers throw a pair: `OperationalError: (1045, "Access denied")`. */
const driver =
  /(?:Operational|Programming|Integrity|Internal|Interface|Database|Data|NotSupported)Error\)?:? ?\($/;
const driversCode = /\d{1,5}(?=, ?["'])/y;
const prefixed =
  /(?:ORA|PLS|TNS|RMAN|DPY|DPI|SQL|MSB|KUP|IMP|EXP|UDE|JDBC|ERR|utf|ucs|iso|latin|cp|ibm|windows|koi8|sha|sha3|aes|rsa|md|crc|ieee|rfc|base|euc|big|us-ascii)-\d+(?:-\d+)*(?!\w)/iy;
const protocol = /(?:HTTP|SPDY|SIP|RTSP)\/\d(?:\.\d)?(?: [1-5]\d\d)?(?!\w)/y;
const version = /[A-Za-z]{0,8}[vV]\d+(?:\.\d+)+/y;

/** Where a code that begins with a word at `at` ends: `ORA-00942`, `utf-8`, `HTTP/1.1`; -1 if there is none. */
export function namedCodeEnd(line: string, at: number): number {
  const end = endOf(prefixed, line, at);
  if (end > 0) return end;
  const spoken = endOf(protocol, line, at);
  return spoken > 0 ? spoken : endOf(version, line, at);
}

/**
 * Where a number at `at` ends that distinguishes causes, judging by the text before it (the last word is from
 * `from` to `to`) or after it: `HTTP 404`, `errno 28`, `signal 9`, `503 Service Unavailable`. -1 for any other
 * number.
 */
export function codeEnd(line: string, at: number, from: number, to: number): number {
  if (line.charAt(at + 3) === ' ' && endOf(reason, line, at) > 0) return at + 3;
  if (line.charAt(at - 1) === '(' && driver.test(line.slice(Math.max(0, at - 24), at))) {
    return endOf(driversCode, line, at);
  }
  if (to <= from || at - to > 3 || to - from > longestWord) return -1;
  const gap = line.slice(to, at);
  if (!gaps.test(gap)) return -1;
  const last = line.slice(from, to);
  const word = last.toLowerCase().replaceAll('_', '');
  if (before.has(word) || systems.test(last)) {
    return other.test(line.slice(Math.max(0, from - 10), from)) ? -1 : endOf(sign, line, at);
  }
  const shapes = closeBefore.get(word);
  return shapes?.includes(gap) ? endOf(word === 'response' ? threeDigits : sign, line, at) : -1;
}

const day = '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?';
const month =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const zone = '(?: ?(?:Z|UTC|GMT|CET|CEST|[ECMP][SD]T)(?!\\w)| ?[+-]\\d{2}:?\\d{2}(?!\\d))';
const clock = `\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?: ?[AaPp]\\.?[Mm](?!\\w))?${zone}?`;
const exact = `\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d{1,9})?(?: ?[AaPp]\\.?[Mm](?!\\w))?${zone}?`;
const half = '\\d{1,2}(?::\\d{2})? ?[AaPp]\\.?[Mm](?!\\w)';
const date = [
  '\\d{4}-\\d{1,2}-\\d{1,2}',
  '\\d{4}/\\d{1,2}/\\d{1,2}',
  '\\d{1,2}/\\d{1,2}/\\d{4}',
  '\\d{1,2}-\\d{1,2}-\\d{4}',
  '\\d{1,2}\\.\\d{1,2}\\.\\d{4}',
  `\\d{1,2}[ /-]${month}[ /-]\\d{2,4}`,
].join('|');
const end = '(?!\\w|[-/]\\d|:[0-9A-Fa-f]{2}(?!\\w))';

const digitsFirst = new RegExp(
  `(?:(?:${date})(?:(?:T|t| |, |:)${clock})?|\\d{8}T\\d{4,6}Z?|${exact}|${half})${end}`,
  'y',
);
const wordFirst = new RegExp(
  `(?:(?:${day},? )?(?:${month}\\.? \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4}(?!:))?|\\d{1,2} ${month} \\d{4})(?:(?:,? | at )${clock}(?: \\d{4})?)?)${end}`,
  'y',
);

const unit =
  '(?:n|u|µ|μ|m)s(?:ecs?)?|nanos(?:econds?)?|micros(?:econds?)?|millis(?:econds?)?|s(?:ecs?|econds?)?|min(?:ute)?s?|h(?:rs?|ours?)?|d(?:ays?)?|weeks?|months?|years?|yrs?';
const glued = `(?:${unit}|m|w)`;
const spaced = `(?:${unit.replace('h(?:rs?|ours?)?|d(?:ays?)?', 'hrs?|hours?|days?')})`;
const amount = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const one = `${amount}(?:${glued}(?![A-Za-z_])| ${spaced}(?![\\w]))`;
const duration = new RegExp(
  `[+-]?${one}(?:(?:,? |,? and )?${one}){0,5}(?:,? \\d{1,2}:\\d{2}:\\d{2}(?:\\.\\d+)?)?(?!\\w)`,
  'y',
);
const isoDuration = /P(?:\d+[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?(?![\w])/y;

/**
 * The date, the time, or both, that begins with a digit at `at`. Just two numbers with a colon don't count: they
 * may be a line and a column.
 */
export function timeAt(line: string, at: number): Found | null {
  return found(endOf(digitsFirst, line, at), '<time>');
}

/** The date that begins with the name of a day or a month at `at`. */
export function namedTimeAt(line: string, at: number): Found | null {
  return found(endOf(wordFirst, line, at), '<time>');
}

/** The duration that begins with a digit or a sign at `at`: `30s`, `1h 30m`, `5 seconds`. */
export function durationAt(line: string, at: number): Found | null {
  return found(endOf(duration, line, at), '<duration>');
}

/** The duration as ISO 8601 writes it, such as `PT1M30S`, at `at`. */
export function isoDurationAt(line: string, at: number): Found | null {
  const to = endOf(isoDuration, line, at);
  return found(to > at + 2 ? to : -1, '<duration>');
}
