/** A database that was asked for, with the name that it was given, if any. */
export interface NamedPath {
  readonly path: string;
  readonly name?: string;
}

/** The longest name, in characters. */
const longestName = 40;

/**
 * A name for each of several databases, by which it is known on the screen: the one it was given, else its file's without
 * the ending, with as many of the folders above it as tell it from others. Of the same path, only the first is kept.
 */
export function namedDatabases(
  databases: readonly NamedPath[],
): readonly { readonly path: string; readonly name: string }[] {
  const known = new Map<string, NamedPath>();
  for (const each of databases) if (!known.has(each.path)) known.set(each.path, each);
  const all = [...known.values()];
  const taken = new Set<string>();
  return all.map((each) => {
    const wanted =
      each.name ??
      shortest(
        each.path,
        all.filter((other) => other !== each && !other.name),
      );
    let name = clean(wanted);
    for (let number = 2; taken.has(name); number += 1) name = `${clean(wanted)} ${number}`;
    taken.add(name);
    return { path: each.path, name };
  });
}

/** As few of a path's last parts as no other path ends with. */
function shortest(path: string, others: readonly NamedPath[]): string {
  const parts = partsOf(path);
  for (let count = 1; count < parts.length; count += 1) {
    const name = parts.slice(-count).join('/');
    if (!others.some((other) => partsOf(other.path).slice(-count).join('/') === name)) return name;
  }
  return parts.join('/');
}

/** The parts of a path, its file's name without the ending. */
function partsOf(path: string): readonly string[] {
  // Of a server's address, neither who reads nor how is a name.
  const named = path.replace(/^(postgres(?:ql)?:\/\/)(?:[^@/?]*@)?([^?]*).*$/is, '$1$2');
  const parts = named.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? path;
  // What an address without a path ends with is a host.
  const isHost = /^\w+:\/\/[^/]*$/.test(path);
  return [...parts.slice(0, -1), isHost ? last : last.replace(/(?<=.)\.[a-z]\w*$/i, '')];
}

/** A name that fits on the screen and in an id: of a long one the end tells more. */
function clean(name: string): string {
  const plain = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').trim();
  return plain === '' ? '?' : plain.slice(-longestName);
}
