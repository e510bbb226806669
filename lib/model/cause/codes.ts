import { endOf } from './found.js';

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
/** The same, but only with this text in between: `error 28`, not `error: 28 rows`. */
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
