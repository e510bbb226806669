/** A database on another host, as `ssh://user@host:port/path` names it. */
export interface HostAddress {
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
  /** The database there, absolute or from the home folder (`~/…`); null: the usual one. */
  readonly path: string | null;
}

/** An address, or what is wrong with the text: a sentence that quotes none of it. */
export type ParsedAddress =
  | { readonly kind: 'address'; readonly address: HostAddress }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** Whether a text is meant as an address of a database on another host. */
export function isHostAddress(text: string): boolean {
  return /^ssh:\/\//i.test(text);
}

const form = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]/]*\]|[^:/@]*)(?::([^/]*))?(\/.*)?$/is;
const longest = 4096;

/** The parts of an address. */
export function parseAddress(text: string): ParsedAddress {
  const parts = text.length > longest ? null : form.exec(text);
  if (parts === null) return wrong('An address is written as ssh://user@host:port/path.');
  const [, user = null, bracketed = '', port = null, path = null] = parts;
  if (user?.includes(':'))
    return wrong(
      'An address must not hold a password: other users could read it. Load a key into ssh-agent.',
    );
  // Names that begin with a dash would be taken for options by ssh.
  if (user !== null && !/^[\w.+][\w.+-]*$/.test(user))
    return wrong('The user in the address is not a user name.');
  const host = bracketed.replace(/^\[(.*)\]$/s, '$1');
  const isHost = host === bracketed ? /^[\w.][\w.-]*$/.test(host) : /^[\da-f:.]+(%[\w.-]+)?$/i.test(host);
  if (!isHost) return wrong('The host in the address is not a host name.');
  const number = port === null || port === '' ? null : Number(port);
  if (number !== null && (!/^\d{1,5}$/.test(port ?? '') || number < 1 || number > 65_535))
    return wrong('The port in the address is not a number from 1 to 65535.');
  const decoded = path === null ? '' : decodedPath(path);
  if (decoded === null)
    return wrong('The path in the address is not written correctly; % is written as %25.');
  return { kind: 'address', address: { user, host, port: number, path: pathThere(decoded) } };
}

function wrong(sentence: string): ParsedAddress {
  return { kind: 'wrong', sentence };
}

function decodedPath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return /[\0-\x1f\x7f]/.test(decoded) ? null : decoded;
  } catch {
    return null;
  }
}

/** `/~/x` is in the home folder, as git has it. */
function pathThere(path: string): string | null {
  if (path === '' || path === '/') return null;
  return path.startsWith('/~/') ? path.slice(1) : path;
}

/** Names the host where paths, users and ports must not appear: in titles, our log file, and output for programs. */
export function hostLabel({ host }: HostAddress): string {
  return `ssh://${host.includes(':') ? `[${host}]` : host}`;
}

/** Names the database on the screen: `host:~/x.db`. */
export function screenLabel({ host, path }: HostAddress): string {
  return path === null ? host : `${host}:${path}`;
}

/**
 * The address for `user@host:path`, as scp, rsync and git take it and as the screen shows it; a path without a slash is
 * in the home folder there. Null for any other text.
 */
export function scpAddress(text: string): string | null {
  const [, host, path = ''] = /^((?:[^@/:]+@)?(?:\[[^\]/]+\]|[^@/:]+)):(?!\/\/)(.+)$/s.exec(text) ?? [];
  if (host === undefined) return null;
  const there = path.startsWith('/') ? path : `/~/${path.replace(/^~\//, '')}`;
  const address = `ssh://${host}${there.replace(/[% ]/g, encodeURIComponent)}`;
  return parseAddress(address).kind === 'address' ? address : null;
}

/** Advice for a database on another host: `init` has to run there. */
export function adviceThere(advice: string): string {
  return advice.replaceAll(/(?<!ssh HOST )jobs-view init PATH/g, 'ssh HOST jobs-view init PATH');
}
