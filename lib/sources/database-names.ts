import { queuePathOf } from '../model/limits.js';

/** A database that was asked for, with the name that it was given, if any. */
export interface NamedPath {
  readonly path: string;
  readonly name?: string;
}

/** The longest name, in characters. */
const longestName = 40;

/**
 * A name on the screen for each of several databases: the one it was given, else its file's name without the extension,
 * with as many of the folders above it as it takes to differ from the others. If a path is given twice, only the first
 * is kept.
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

/**
 * The last parts of a path, as few as it takes for no other path to end with them; paths with all the same parts don't
 * count.
 */
function shortest(path: string, all: readonly NamedPath[]): string {
  const database = partsOf(path);
  // Of one server's database, each schema may have a queue, and of any database there may be several queues.
  const isShared = all.some((other) => isEqual(partsOf(other.path), database));
  const { queue } = queuePathOf(path);
  const isSame = (other: NamedPath) =>
    isEqual([...partsOf(other.path), ...schemaOf(other.path)], [...database, ...schemaOf(path)]);
  if (queue !== null && all.length > 0 && all.every(isSame)) return queue;
  const schema = isShared ? [...schemaOf(path), ...(queue === null ? [] : [queue])] : [];
  const parts = [...database, ...schema];
  const others = all.map((other) => partsOf(other.path)).filter((other) => !isEqual(other, database));
  for (let count = 1 + schema.length; count < parts.length; count += 1) {
    const name = parts.slice(-count);
    if (!others.some((other) => isEqual(other.slice(-count), name))) return name.join('/');
  }
  return parts.join('/');
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.join('/') === other.join('/');
}

/** An address with a host: its scheme, host, path and parameters, without user and port. */
const hostForm =
  /^([a-z]+(?:\+ssh)?:\/\/)(?:[^@/?]*@)?(\[[^\]/]*\]|[^:/?]*)(?::[^/?]*)?(?:\/~(?=\/))?([^?]*)(?:\?(.*))?$/is;

/** The schema that the address of a server names, as a part of a path; none if it names none. */
function schemaOf(path: string): readonly string[] {
  const [, named = ''] = /\bpostgres(?:ql)?:[^?]*\?(?:.*&)?schema=([^&]*)/is.exec(path) ?? [];
  try {
    return named === '' ? [] : [decodeURIComponent(named)];
  } catch {
    return [named];
  }
}

/** The address of a server or a host without user, port and parameters, which make no name. */
function withoutAccess(path: string): string {
  const server = /^(postgres(?:ql)?:\/\/)(?:[^@/?]*@)?([^?]*).*$/is;
  if (server.test(path)) return path.replace(server, '$1$2');
  const [, scheme, host = '', there = '', asked = ''] = hostForm.exec(path) ?? [];
  if (scheme === undefined) return path;
  const through = /(?:^|&)postgres=(postgres.*)$/is.exec(asked)?.[1]?.replace(server, '/$2') ?? '';
  const plain = /\+/.test(scheme) ? there.replace(/^\/[^@/]*@/, '/') : there;
  try {
    return `${scheme}${host}${decodeURIComponent(plain)}${through}`;
  } catch {
    return `${scheme}${host}${plain}${through}`;
  }
}

/** The parts of a path, the last one without its extension. */
function partsOf(path: string): readonly string[] {
  const named = withoutAccess(queuePathOf(path).database);
  const parts = named.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? path;
  // An address without a path ends with a host, which has no extension.
  const isHost = /^\w+:\/\/[^/]*\/?$/.test(named);
  return [...parts.slice(0, -1), isHost ? last : last.replace(/(?<=.)\.[a-z]\w*$/i, '')];
}

/** A name that fits on the screen and in an id: of a long one the end is kept, which says more. */
function clean(name: string): string {
  const plain = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').trim();
  return plain === '' ? '?' : plain.slice(-longestName);
}
