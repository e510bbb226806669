/** Characters that have no special meaning in any shell, wherever they are. */
const plain = /^[\w/.][\w/.@:,=+-]*$/;
/**
 * Text that can't be passed on any shell's command line: NUL, half a character, and a break at the end, which
 * `$()` drops.
 */
const impossible = /\0|\p{Cs}|\n$/u;

/**
 * A text as one word of a command line that bash, zsh, fish and other shells read as exactly this text, whatever
 * it contains; null if that isn't possible. A text that a terminal can't show unchanged (as told by `isShown`) is
 * written as the numbers of its bytes.
 */
export function shellWord(text: string, isShown: (text: string) => boolean): string | null {
  if (text === '' || impossible.test(text)) return null;
  if (plain.test(text)) return text;
  return isShown(text) ? quoted(text) : `"$(printf '${inBytes(text)}')"`;
}

/** fish interprets backslashes in quotes, so they are put outside, like the quotes themselves. */
function quoted(text: string): string {
  return text
    .split(/(['\\])/)
    .map((part) => (part === "'" || part === '\\' ? `\\${part}` : part === '' ? '' : `'${part}'`))
    .join('');
}

/**
 * As a format for printf: every other byte by its number. A dash at the beginning would be taken for an option.
 */
function inBytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte, index) => {
    const character = String.fromCharCode(byte);
    const isPlain = plain.test(character) || (index > 0 && character === '-');
    return isPlain ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  }).join('');
}

/** What commands depend on besides the path. */
export interface CommandLook {
  /** This host's name, as used by other hosts. */
  readonly host: string;
  /** The operator's home folder, which `~` stands for; null if unknown. */
  readonly home: string | null;
  /** Whether a text would be shown unchanged. */
  readonly isShown: (text: string) => boolean;
  /** Whether a line fits into one row of the screen. */
  readonly fits: (line: string) => boolean;
}

/** Commands that lead to a path, each on one line. */
interface PathCommands {
  readonly lines: readonly string[];
  /** Whether a command was left out that would fit on a wider screen. */
  readonly needsRoom: boolean;
}

/** A host name that neither a shell nor ssh could misinterpret. */
const hostName = /^[A-Za-z0-9][\w.-]*$/;
/** A URI, rather than a file of this host. */
const uri = /^[A-Za-z][\w+.-]*:\/\//;

/**
 * Commands that fetch a path from another host and change to its folder. Pasted into any shell they do exactly
 * that, or nothing: no shell on either side expands any part of the path. Each fits into one row of the screen,
 * because selecting several rows with the mouse inserts a break, after which the rest would be a command of its
 * own.
 */
export function pathCommands(path: string, look: CommandLook): PathCommands {
  if (uri.test(path)) return { lines: [], needsRoom: false };
  const full = withoutTilde(path, look.home);
  const fetch = fetchLine(full, look);
  const fits = fetch !== null && look.fits(fetch);
  const going = cdLines(folderOf(full), look);
  return {
    lines: [...(fits ? [fetch] : []), ...(going ?? [])],
    needsRoom: (fetch !== null && !fits) || (going === null && cdLine(folderOf(full), look) !== null),
  };
}

function withoutTilde(path: string, home: string | null): string {
  return home !== null && /^~(?=\/|$)/.test(path) ? home.replace(/\/+$/, '') + path.slice(1) : path;
}

/** The path itself if it names a folder, else its parent folder. */
function folderOf(path: string): string {
  return isFolder(path) ? path : path.slice(0, path.lastIndexOf('/') + 1) || '.';
}

/** The path may be on another host, so only its text decides: it ends in a slash, or its name has no extension. */
function isFolder(path: string): boolean {
  return path.endsWith('/') || !path.slice(path.lastIndexOf('/') + 1).includes('.');
}

/** Characters that both the remote shell of scp, if it uses one, and its file name matching leave alone. */
const forScp = /^[\p{L}\p{N}/._+@:,=-]+$/u;

/**
 * An old scp lets the remote shell read the path, a new one takes it literally: a path that both treat alike uses
 * scp, any other tar. Both accept files and folders, because a name doesn't tell which it is. A relative path
 * starts where the worker ran, which is unknown here.
 */
function fetchLine(path: string, { host, isShown }: CommandLook): string | null {
  if (!hostName.test(host) || !path.startsWith('/')) return null;
  const bare = path.replace(/\/+$/, '');
  const name = bare.slice(bare.lastIndexOf('/') + 1);
  if (name === '' || name === '.' || name === '..') return null;
  if (forScp.test(path) && isShown(path)) {
    const source = shellWord(`${host}:${path}`, isShown);
    return source === null ? null : `scp -r ${source} .`;
  }
  const folder = shellWord(bare.slice(0, -name.length), isShown);
  const member = shellWord(`./${name}`, isShown);
  if (folder === null || member === null) return null;
  const remote = shellWord(`tar -cf - -C ${folder} ${member}`, isShown);
  return remote === null ? null : `ssh ${host} ${remote} | tar -xf -`;
}

/** `cd` to a folder, in several steps where one line is too long; null if no line can do it. */
function cdLines(folder: string, look: CommandLook): readonly string[] | null {
  const whole = cdLine(folder, look);
  if (whole === null) return null;
  if (look.fits(whole)) return [whole];
  const cut = cuts(folder).find((at) => look.fits(cdLine(folder.slice(0, at), look) ?? whole));
  if (cut === undefined) return null;
  const rest = folder.slice(cut).replace(/^\/+/, '');
  const later = rest === '' ? [] : cdLines(`./${rest}`, look);
  return later === null ? null : [...(cdLines(folder.slice(0, cut), look) ?? []), ...later];
}

/** Where the names in a path end, the last one first; not after its first name or dot. */
function cuts(path: string): readonly number[] {
  return [...path.matchAll(/(?<=[^/])\/+(?=[^/])/g)]
    .map(({ index }) => index)
    .filter((at) => path.slice(0, at) !== '.')
    .reverse();
}

/** The dot prevents a relative path from being taken for an option, or looked up in $CDPATH. */
function cdLine(folder: string, { home, isShown }: CommandLook): string | null {
  const ofHome = home === null && /^~(?=\/|$)/.test(folder);
  const path = ofHome ? folder.slice(2) : /^\.{0,2}(\/|$)/.test(folder) ? folder : `./${folder}`;
  if (ofHome && path === '') return 'cd ~';
  // The shell drops a line break at the end of a name, but not if a slash follows it.
  const word = shellWord(path, isShown) ?? shellWord(`${path}/`, isShown);
  return word === null ? null : `cd ${ofHome ? '~/' : ''}${word}`;
}
