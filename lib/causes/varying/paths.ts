/** A part of a line that varies, or that only seems to: where it ends, and what replaces it. */
export interface Found {
  readonly end: number;
  readonly text: string;
}

/** Where a match of a sticky pattern at `at` ends; -1 if there is no match there. */
export function endOf(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : -1;
}

/** The class of an ASCII character: 1 a letter or an underscore, 2 a digit. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[A-Za-z_]/.test(character) ? 1 : /\d/.test(character) ? 2 : 0;
});

const anyLetter = /\p{L}/u;

/** True for an ASCII digit's code. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * True for the code of an ASCII letter, an underscore, or a letter beyond ASCII: characters that digits may be
 * attached to.
 */
export function isLetter(code: number): boolean {
  return code < 128 ? kinds[code] === 1 : anyLetter.test(String.fromCharCode(code));
}

/** True if there is a letter or a digit at `at`. */
export function isWordAt(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code < 128 ? kinds[code] !== 0 : isLetter(code);
}

/**
 * Extensions by which a bare name is recognised as a file's. Single letters aren't among them: `t.c` is a column.
 */
const fileEndings =
  'csv|tsv|psv|txt|dat|data|json|jsonl|ndjson|geojson|parquet|avro|orc|arrow|feather|ipc|xml|xsd|xslt?|yaml|yml|toml|ini|cfg|conf|env|log|gz|gzip|bz2|xz|zst|lz4|zip|tar|tgz|7z|rar|xlsx?|xlsm|xlsb|ods|docx?|pptx?|pdf|rtf|odt|html?|css|md|rst|eml|msg|pst|mbox|bin|db|db3|sqlite3?|duckdb|sql|py|pyc|pyx|pyd|ipynb|rs|[cm]?[jt]sx?|go|java|kt|scala|rb|php|pl|sh|bash|ps1|bat|cmd|exe|dll|so|dylib|jar|war|class|whl|cpp|hpp|cc|cs|png|jpe?g|gif|bmp|tiff?|svg|webp|mp[34]|wav|avi|mov|mkv|h5|hdf5?|npy|npz|pkl|pickle|joblib|onnx|pt|pth|fix|edi|x12|hl7|dcm|asc|pgp|gpg|pem|crt|key|cer|p12|tmp|temp|bak|part|lock|pid|sock|wal|shm';

const body = '[^\\s"\'`<>|()\\[\\]{},;:=?“”‘’«»]';
/** The query after a URL's path. */
const query = '(?:\\?[^\\s"\'`<>()\\[\\]{}“”‘’«»]+)?';
/** Segments may hold balanced brackets and, in a time of day, colons. */
const inside = `(?:${body}|\\([^()\\s"'<>]{1,64}\\)|(?<=T\\d\\d|T\\d\\d:\\d\\d):(?=\\d\\d)|=(?=[\\w.-]+[\\\\/]))`;
const rooted = new RegExp(
  `(?:[A-Za-z]:[\\\\/]|\\\\\\\\(?=\\w)|~\\w*/|\\.{1,2}[\\\\/]|/(?=[\\w.~@%+$-]))${inside}*${query}`,
  'y',
);
const relative = new RegExp(`[\\w.+%@~$-]+(?:[\\\\/](?![\\\\/])${inside}*)?`, 'y');
const known = new RegExp(`^(?:${fileEndings})$`, 'i');

/** The path that begins at `at` with a root, a home, a drive, or a dot. */
export function pathAt(line: string, at: number): Found | null {
  const end = endOf(rooted, line, at);
  return end < 0 ? null : named(line, at, end, false);
}

/**
 * The path that begins at `at` with a name: several folders, or a file of a known kind. `read/write` is no path,
 * nor is `Node.js`, nor a class of PHP such as `App\\Jobs\\ReadFeed`.
 */
export function relativeAt(line: string, at: number): Found | null {
  const end = endOf(relative, line, at);
  return end < 0 ? null : named(line, at, end, true);
}

/** How far a text that begins with a name at `at` could be a path: no other path begins within it. */
export function nameEnd(line: string, at: number): number {
  return Math.max(at, endOf(relative, line, at));
}

function named(line: string, at: number, end: number, bare: boolean): Found | null {
  let to = end;
  while (to > at + 1 && /[.,;:!?]/.test(line.charAt(to - 1))) to -= 1;
  const asked = line.slice(at, to);
  const path = asked.slice(0, asked.includes('?') ? asked.indexOf('?') : undefined);
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const file = path.slice(cut + 1);
  if (bare && !isPath(path, file)) return null;
  return { end: to, text: `<path>${endingOf(file)}` };
}

function isPath(path: string, file: string): boolean {
  const dot = file.lastIndexOf('.');
  if (dot > 0 && isFileEnding(file.slice(dot + 1))) return !/^[A-Z][a-z]+\.js$/.test(path);
  if (/^[A-Z]\w*(?:\\[A-Z]\w*)+$/.test(path)) return false;
  return /[\\/].*[\\/]/.test(path) && /[A-Za-z]/.test(path);
}

/** True for an extension, without its dot, by which a bare name is recognised as a file's. */
export function isFileEnding(ending: string): boolean {
  return known.test(ending);
}

/**
 * A file's extension with its dot, including that of a packed file: `.csv.gz`; empty if it may be a part of the
 * name.
 */
function endingOf(file: string): string {
  const dot = file.lastIndexOf('.');
  const ending = file.slice(dot + 1);
  if (dot < 1 || !(isFileEnding(ending) || /^[A-Za-z]{1,8}$/.test(ending))) return '';
  const before = file.lastIndexOf('.', dot - 1);
  const packed = before > 0 && isFileEnding(file.slice(before + 1, dot));
  return file.slice(packed ? before : dot);
}
