import { decodedPart } from '../model/text.js';

/** How a program is started elsewhere and spoken with: by `ssh`, in a container, or by a command of the operator's own. */
export type Pipe =
  | {
      readonly kind: 'ssh';
      readonly user: string | null;
      readonly host: string;
      readonly port: number | null;
      /** The user there as whom `sudo` runs it; null: without sudo. */
      readonly sudo: string | null;
    }
  | {
      readonly kind: 'docker' | 'podman' | 'machinectl';
      readonly user: string | null;
      readonly name: string;
    }
  | {
      readonly kind: 'kubectl';
      readonly context: string | null;
      readonly namespace: string;
      readonly pod: string;
      readonly container: string | null;
    }
  /** The command that the setting `pipes` has under this name. */
  | { readonly kind: 'pipe'; readonly name: string };

/** A database on another host or in a container. */
interface HostAddress {
  readonly pipe: Pipe;
  /**
   * The database there, absolute, from the home folder (`~/…`), or an address of a server that is reached from there;
   * null: the usual one.
   */
  readonly path: string | null;
}

/** An address, or what is wrong with the text: a sentence that quotes none of it. */
type ParsedAddress =
  | { readonly kind: 'address'; readonly address: HostAddress }
  | { readonly kind: 'wrong'; readonly sentence: string };

const scheme = /^(ssh|docker|podman|machinectl|kubectl|pipe|postgres(?:ql)?\+ssh):\/\//i;

/** Whether a text is meant as an address of a database on another host. */
export function isHostAddress(text: string): boolean {
  return scheme.test(text);
}

const longest = 4096;
/** As an argument none of these can be an option, a path or anything to a shell. */
const userName = /^[\w.+][\w.+-]*$/;
const plainName = /^[\w.][\w.-]*$/;
const podName = /^(?:[a-z]+\/)?[a-z\d][a-z\d.-]*$/;

/** The parts of an address. */
export function parseAddress(text: string): ParsedAddress {
  const [begin = '', named = ''] = text.length > longest ? [] : (scheme.exec(text) ?? []);
  const rest = text.slice(begin.length);
  const kind = named.toLowerCase();
  switch (kind) {
    case 'ssh':
      return sshAddress(rest);
    case 'docker':
    case 'podman':
    case 'machinectl':
      return containerAddress(kind, rest);
    case 'kubectl':
      return podAddress(rest);
    case 'pipe':
      return pipeAddress(rest);
    case '':
      return wrong('An address is written as ssh://user@host:port/path.');
    default:
      return throughSsh(kind, rest);
  }
}

function sshAddress(rest: string): ParsedAddress {
  const [, authority = '', path = '', query = null] = /^([^/?]*)([^?]*)(?:\?(.*))?$/s.exec(rest) ?? [];
  const pipe = sshPipe(authority);
  if ('sentence' in pipe) return pipe;
  const asked = query === null ? {} : askedIn(query);
  if ('sentence' in asked) return asked;
  const { sudo = null, postgres = null, queue } = asked;
  const through = { ...pipe, sudo };
  if (postgres === null) return withPath(through, queue === undefined ? path : `${path}?queue=${queue}`);
  return /^\/?$/.test(path)
    ? { kind: 'address', address: { pipe: through, path: postgres } }
    : wrong('An address with postgres= has no path.');
}

function sshPipe(authority: string): Extract<Pipe, { kind: 'ssh' }> | Wrong {
  const parts = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:@]*)(?::(.*))?$/s.exec(authority);
  if (parts === null) return wrong('An address is written as ssh://user@host:port/path.');
  const [, user = null, bracketed = '', port = null] = parts;
  if (user?.includes(':'))
    return wrong(
      'An address must not hold a password: other users could read it. Load a key into ssh-agent.',
    );
  // Names that begin with a dash would be taken for options by ssh.
  if (user !== null && !userName.test(user)) return wrong('The user in the address is not a user name.');
  const host = bracketed.replace(/^\[(.*)\]$/s, '$1');
  const isHost = host === bracketed ? plainName.test(host) : /^[\da-f:.]+(%[\w.-]+)?$/i.test(host);
  if (!isHost) return wrong('The host in the address is not a host name.');
  const number = port === null || port === '' ? null : Number(port);
  if (number !== null && (!/^\d{1,5}$/.test(port ?? '') || number < 1 || number > 65_535))
    return wrong('The port in the address is not a number from 1 to 65535.');
  return { kind: 'ssh', user, host, port: number, sudo: null };
}

interface Asked {
  readonly sudo?: string;
  readonly postgres?: string;
  /** Encoded. */
  readonly queue?: string;
}

/** What stands after `?`. The address of a server goes on to the end, so that it may have parameters itself. */
function askedIn(query: string): Asked | Wrong {
  const [, before = '', given = null] = /^(.*?)(?:(?<=^|&)postgres=(.*))?$/s.exec(query) ?? [];
  const asked: { -readonly [K in keyof Asked]: Asked[K] } = {};
  for (const pair of before.split('&').filter((each) => each !== '')) {
    const [name, value = ''] = pair.split('=');
    if (name?.toLowerCase() === 'queue') {
      asked.queue = value;
      continue;
    }
    if (name?.toLowerCase() !== 'sudo')
      return wrong(
        'The address has an unknown parameter; known are sudo=, queue= and postgres=, and ? in a path is written as %3F.',
      );
    if (!userName.test(value)) return wrong('The user for sudo in the address is not a user name.');
    asked.sudo = value;
  }
  if (given === null) return asked;
  const server = /^postgres(ql)?%3a/i.test(given) ? decodedPart(given) : given;
  if (server === null || !isServerAddress(server))
    return wrong('The server in the address is written as postgres=postgres://host/database.');
  return { ...asked, postgres: server };
}

function isServerAddress(text: string): boolean {
  return /^postgres(ql)?:\/\//i.test(text) && !/[\0-\x1f\x7f]/.test(text);
}

/** `postgres+ssh://bastion/host/db`: what stands after the first slash is the server's address. */
function throughSsh(kind: string, rest: string): ParsedAddress {
  const [, authority = '', server = ''] = /^([^/?]*)\/?(.*)$/s.exec(rest) ?? [];
  const pipe = sshPipe(authority);
  if ('sentence' in pipe) return pipe;
  const path = `${kind.replace('+ssh', '')}://${server}`;
  return server === '' || !isServerAddress(path)
    ? wrong('An address through ssh is written as postgres+ssh://host/server/database.')
    : { kind: 'address', address: { pipe, path } };
}

function containerAddress(kind: 'docker' | 'podman' | 'machinectl', rest: string): ParsedAddress {
  const [, user = null, name = '', path = ''] = /^(?:([^@/]*)@)?([^/]*)(.*)$/s.exec(rest) ?? [];
  if (user !== null && !userName.test(user)) return wrong('The user in the address is not a user name.');
  if (!plainName.test(name)) return wrong(`The container in the address is not a name of one.`);
  return withPath({ kind, user, name }, path);
}

/**
 * `NAMESPACE/POD/path`; or `CONTEXT/NAMESPACE/POD/CONTAINER//path`, where two slashes tell where the path begins:
 * without a container three names stand before them, without a context (or with an empty one) the kubeconfig's own is
 * used. Each name is decoded by itself.
 */
function podAddress(rest: string): ParsedAddress {
  const form =
    'An address is written as kubectl://NAMESPACE/POD/path or kubectl://CONTEXT/NAMESPACE/POD/CONTAINER//path.';
  const at = rest.indexOf('//', 1);
  const [, short = '', after = ''] = /^([^/]*\/[^/]*)(.*)$/s.exec(rest) ?? [];
  const names = (at < 0 ? short : rest.slice(0, at)).split('/').map(decodedPart);
  const [context = '', namespace, pod, container = ''] = names.length === 2 ? ['', ...names] : names;
  const isOther = (name: string | null) => name === null || (name !== '' && !plainName.test(name));
  if (
    names.length > 4 ||
    !namespace ||
    isOther(namespace) ||
    !pod ||
    !podName.test(pod) ||
    isOther(container)
  )
    return wrong(form);
  if (context === null) return wrong(form);
  const pipe = {
    kind: 'kubectl',
    context: context || null,
    namespace,
    pod,
    container: container || null,
  } as const;
  return withPath(pipe, at < 0 ? after : rest.slice(at + 1));
}

function pipeAddress(rest: string): ParsedAddress {
  const [, name = '', path = ''] = /^([^/]*)(.*)$/s.exec(rest) ?? [];
  if (!plainName.test(name))
    return wrong('An address is written as pipe://NAME/path, with a name from the setting pipes.');
  return withPath({ kind: 'pipe', name }, path);
}

type Wrong = Extract<ParsedAddress, { readonly kind: 'wrong' }>;

function withPath(pipe: Pipe, path: string): ParsedAddress {
  const there = path === '' ? '' : decodedPart(path);
  if (there === null) return wrong('The path in the address is not written correctly; % is written as %25.');
  return { kind: 'address', address: { pipe, path: pathThere(there) } };
}

function wrong(sentence: string): Wrong {
  return { kind: 'wrong', sentence };
}

/** `/~/x` is in the home folder, as git has it. */
function pathThere(path: string): string | null {
  if (path === '' || path === '/') return null;
  return path.startsWith('/~/') ? path.slice(1) : path;
}

/** What the host or container is called in a sentence, and where paths there are shown. */
export function hostName(pipe: Pipe): string {
  return pipe.kind === 'ssh' ? pipe.host : pipe.kind === 'kubectl' ? pipe.pod : pipe.name;
}

/** Names the host where paths, users and ports must not appear: in titles, our log file, and output for programs. */
export function hostLabel({ pipe }: HostAddress): string {
  const name = hostName(pipe);
  const named = pipe.kind === 'kubectl' ? `${pipe.namespace}/${name}` : name;
  return `${pipe.kind}://${pipe.kind === 'ssh' && name.includes(':') ? `[${name}]` : named}`;
}

/** Names the database on the screen: `host:~/x.db`, or `host → db/x` for one of a server that is reached from there. */
export function screenLabel({ pipe, path }: HostAddress): string {
  const name = hostName(pipe);
  if (path === null) return name;
  const [, server = null] = /^postgres(?:ql)?:\/\/(?:[^@/?]*@)?([^?]*)/i.exec(path) ?? [];
  return server === null ? `${name}:${path}` : `${name} → ${server}`;
}

/**
 * The address for `user@host:path`, as scp, rsync and git take it and as the screen shows it; a path without a slash is
 * in the home folder there. Null for any other text.
 */
export function scpAddress(text: string): string | null {
  const [, host, path = ''] = /^((?:[^@/:]+@)?(?:\[[^\]/]+\]|[^@/:]+)):(?!\/\/)(.+)$/s.exec(text) ?? [];
  if (host === undefined) return null;
  const there = path.startsWith('/') ? path : `/~/${path.replace(/^~\//, '')}`;
  const address = `ssh://${host}${there.replace(/[%? ]/g, encodeURIComponent)}`;
  return parseAddress(address).kind === 'address' ? address : null;
}

/** Advice for a database on another host, which `label` names: `init` has to run there. */
export function adviceThere(advice: string, label: string): string {
  const there = /^ssh:/i.test(label) ? 'ssh HOST jobs-view init PATH' : 'jobs-view init PATH (run it there)';
  return advice.replaceAll(/(?<!ssh HOST )jobs-view init PATH(?! \(run)/g, there);
}
