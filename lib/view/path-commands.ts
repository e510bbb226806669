import { shellWord } from './shell-word.js';

/** What commands depend on besides the path. */
export interface CommandLook {
  /** This host, as another reaches it. */
  readonly host: string;
  /** The operator's home folder, which `~` stands for; null where that isn't known. */
  readonly home: string | null;
  /** Whether a text shows as it is. */
  readonly isShown: (text: string) => boolean;
  /** Whether a line has room on one row of the screen. */
  readonly fits: (line: string) => boolean;
}

/** Commands that lead to a path, each on one line. */
export interface PathCommands {
  readonly lines: readonly string[];
  /** One was left out that a wider screen would show. */
  readonly needsRoom: boolean;
}

/** A host's name that neither a shell nor ssh could take for anything else. */
const hostName = /^[A-Za-z0-9][\w.-]*$/;
/** A place that is no file of this host. */
const uri = /^[A-Za-z][\w+.-]*:\/\//;

/**
 * Commands that fetch a path from another host and go to its folder. Pasted into any shell they do that or nothing:
 * no shell on either side expands any part of the path. Each stands on one row of the screen, since a mouse that selects
 * several puts a break between them, and what comes after it would be a command of its own.
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

/** The path itself where it names a folder, else the folder that it is in. */
function folderOf(path: string): string {
  return isFolder(path) ? path : path.slice(0, path.lastIndexOf('/') + 1) || '.';
}

/** The path may be another host's, so its text decides: it ends in a slash, or its name has no ending. */
function isFolder(path: string): boolean {
  return path.endsWith('/') || !path.slice(path.lastIndexOf('/') + 1).includes('.');
}

/** What scp's remote shell, if it has one, and its search for files both leave as it is. */
const forScp = /^[\p{L}\p{N}/._+@:,=-]+$/u;

/**
 * An old scp lets the remote shell read the path, a new one takes it literally: one that both understand alike goes by
 * scp, any other by tar. Both take files and folders alike, for a name tells neither apart. A relative path starts where the worker ran, which nobody knows here.
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

/** `cd` to a folder, in several steps where one line is too long; null where there is no such line. */
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

/** Where the names of a path end, the last one first; not after its first one or dot. */
function cuts(path: string): readonly number[] {
  return [...path.matchAll(/(?<=[^/])\/+(?=[^/])/g)]
    .map(({ index }) => index)
    .filter((at) => path.slice(0, at) !== '.')
    .reverse();
}

/** The dot keeps a relative path from being an option, or looked for in $CDPATH. */
function cdLine(folder: string, { home, isShown }: CommandLook): string | null {
  const ofHome = home === null && /^~(?=\/|$)/.test(folder);
  const path = ofHome ? folder.slice(2) : /^\.{0,2}(\/|$)/.test(folder) ? folder : `./${folder}`;
  if (ofHome && path === '') return 'cd ~';
  // The shell drops a line break at the end of a name; one with a slash behind it stays.
  const word = shellWord(path, isShown) ?? shellWord(`${path}/`, isShown);
  return word === null ? null : `cd ${ofHome ? '~/' : ''}${word}`;
}
