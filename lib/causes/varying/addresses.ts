import { endOf, type Found, isWordAt, pathAt } from './paths.js';

/**
 * How far a host name, an address or a mailbox could extend. Nothing that begins within it has to be checked
 * again.
 */
export const compound = /[\w.+%@-]+/y;

const email = /[\w.+%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?![\w@])/y;
const url = /(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/[^\s"'`<>“”‘’«»]+/y;
const web = /www\.[^\s"'`<>“”‘’«»]+/y;

/** Top-level domains of host names with two parts. */
const domains: ReadonlySet<string> = new Set([
  ...['com', 'net', 'org', 'edu', 'gov', 'mil', 'int', 'info', 'biz', 'io', 'dev', 'app', 'cloud', 'online'],
  ...[
    'internal',
    'intranet',
    'local',
    'localdomain',
    'lan',
    'corp',
    'svc',
    'consul',
    'test',
    'example',
    'invalid',
  ],
]);
/** Those of names with three parts, or before a port: names with fewer parts may be columns. */
const countries: ReadonlySet<string> = new Set(
  'ai ar at au be br ca cc ch cn co cz de dk es eu fi fr gr hk ie il in it jp kr mx nl no nz pl pt ru se sg tv tw uk us za'.split(
    ' ',
  ),
);
const local = /localhost(?::\d{1,5})?(?![\w@]|-\w|\.\w)/y;
const dotted = /(?:[A-Za-z0-9_-]+\.)+[A-Za-z]{2,12}(?::\d{1,5})?(?![\w@]|-\w|\.\w)/y;
/** A name without dots is a host's if it is followed by a port, in a form that line numbers don't have. */
const withPort = /(?=[A-Za-z0-9_]+-)[A-Za-z0-9_-]+:\d{4,5}(?!\w|[:.-]\w)/y;
/** Java packages, which end like host names. */
const packages = /^(?:javax?|jdk|sun|kotlin|scala|org|com|System)\.[\w.]+(?:io|net|app|test|internal)$/;

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ip4 = new RegExp(
  `${byte}\\.${byte}\\.${byte}\\.${byte}(?:/\\d{1,2}(?![\\w/.]))?(?::\\d{1,5})?(?![\\w]|\\.\\d)`,
  'y',
);
const group = '[0-9A-Fa-f]{1,4}';
const ip6 = new RegExp(
  `(?:(?:${group}:){7}${group}|(?=[0-9A-Fa-f:]*\\d|::(?![\\w:]))(?:${group}(?::${group}){0,6})?::(?:${group}(?::${group}){0,6})?(?::\\d+\\.\\d+\\.\\d+\\.\\d+)?)(?:%\\w{1,15})?(?:/\\d{1,3})?(?!\\w|:[\\w:])`,
  'y',
);
const bracketed = /\[([0-9A-Fa-f:.]{2,45}(?:%\w{1,15})?)\]:\d{1,5}/y;

/** The mailbox, URL or host that begins with a letter or digit at `at`; `run` is how far it could extend. */
export function addressAt(line: string, at: number, run: number): Found | null {
  const at2 = line.indexOf('@', at);
  if (at2 > 0 && at2 < run) {
    const end = endOf(email, line, at);
    if (end > 0) return { end, text: '<email>' };
  }
  return webAt(line, at, run) ?? hostAt(line, at);
}

function webAt(line: string, at: number, run: number): Found | null {
  if (line.charAt(run) === ':') {
    const end = endOf(url, line, at);
    if (end > 0) return { end: trimmed(line, at, end), text: '<url>' };
  }
  const end = line.charAt(at) === 'w' ? endOf(web, line, at) : -1;
  return end < 0 ? null : { end: trimmed(line, at, end), text: '<url>' };
}

function hostAt(line: string, at: number): Found | null {
  const end = hostEnd(line, at);
  if (end < 0) return null;
  if (line.charAt(end) !== '/' || endOf(ip4, line, end + 1) > 0) return { end, text: '<host>' };
  const path = pathAt(line, end);
  return path === null ? { end, text: '<host>' } : { end: path.end, text: '<url>' };
}

function hostEnd(line: string, at: number): number {
  const end = endOf(dotted, line, at);
  if (end < 0) {
    const named = line.charCodeAt(at) === 108 ? endOf(local, line, at) : -1;
    return named > 0 ? named : endOf(withPort, line, at);
  }
  const [name = '', port] = line.slice(at, end).split(':');
  const top = name.slice(name.lastIndexOf('.') + 1);
  if (domains.has(top)) return packages.test(name) ? -1 : end;
  return countries.has(top) && (port !== undefined || name.indexOf('.') < name.lastIndexOf('.')) ? end : -1;
}

/** Punctuation and brackets after an address aren't a part of it. */
function trimmed(line: string, at: number, end: number): number {
  let to = end;
  for (;;) {
    const last = line.charAt(to - 1);
    const closes = last === ')' || last === ']' || last === '}';
    if (!/[.,;:!?)\]}|\\]/.test(last) || (closes && balanced(line.slice(at, to), last))) return to;
    to -= 1;
  }
}

function balanced(text: string, closer: string): boolean {
  const opener = { ')': '(', ']': '[', '}': '{' }[closer] ?? '';
  return text.lastIndexOf(opener) > text.lastIndexOf(closer, text.length - 2);
}

/** The IP address that begins at `at`, with its port. */
export function ipAt(line: string, at: number): Found | null {
  let end = endOf(ip4, line, at);
  if (end < 0) end = endOf(ip6, line, at);
  if (end < 0 && line.charAt(at) === '[') {
    const close = endOf(bracketed, line, at);
    if (close > 0 && endOf(ip6, line, at + 1) === line.indexOf(']', at)) end = close;
  }
  return end < 0 ? null : { end, text: '<ip>' };
}

/** Opening quotes, each with those that may close it, in order of preference. */
const closers: Readonly<Record<string, readonly string[]>> = {
  "'": ["'"],
  '"': ['"'],
  '`': ['`', "'"],
  '“': ['”', '“'],
  '„': ['“', '”'],
  '‘': ['’'],
  '«': ['»'],
  '‹': ['›'],
};

const quotes: ReadonlySet<string> = new Set(Object.keys(closers));

/** True for a character that may open a quotation. */
export function mayQuote(character: string): boolean {
  return quotes.has(character);
}

/**
 * The quotation that begins at `at`; null for an apostrophe. A quotation that is never closed extends to the end
 * of the line; with a single quote only if the line is `open`: cut, or followed by more lines.
 */
export function quotedAt(line: string, at: number, open: boolean): Found | null {
  const opener = line.charAt(at);
  for (const closer of closers[opener] ?? []) {
    const end = closing(line, at + 1, closer);
    if (end > 0) return { end: end + 1, text: `${opener}<…>${closer}` };
  }
  const isApostrophe = (opener === "'" || opener === '‘') && !open;
  return isApostrophe ? null : { end: line.length, text: `${opener}<…>` };
}

/**
 * Where the quotation is closed: not after a backslash, unless nothing else closes it, not by the first of two
 * quotes in a row, and not by an apostrophe within a word.
 */
function closing(line: string, from: number, closer: string): number {
  let escaped = -1;
  for (let at = line.indexOf(closer, from); at >= 0; at = line.indexOf(closer, at + 1)) {
    if (at > from && line.charAt(at + 1) === closer && isAscii(closer)) at += 1;
    else if (isSingle(closer) && isWordAt(line, at + 1)) continue;
    else if (at > from && line.charAt(at - 1) === '\\' && !isEscaped(line, at - 1, from)) escaped = at;
    else return at;
  }
  return escaped;
}

/** True if a backslash comes after an odd number of backslashes. */
function isEscaped(line: string, at: number, from: number): boolean {
  let before = at - 1;
  while (before >= from && line.charAt(before) === '\\') before -= 1;
  return (at - 1 - before) % 2 === 1;
}

function isAscii(quote: string): boolean {
  return quote === "'" || quote === '"' || quote === '`';
}

function isSingle(quote: string): boolean {
  return quote === "'" || quote === '’' || quote === '›';
}
