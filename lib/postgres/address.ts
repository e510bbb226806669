import { decodedPart } from '../model/text.js';

/** A server, by the name of its host or the folder of its socket (then it begins with a slash). */
interface ServerName {
  readonly host: string;
  readonly port: number | null;
}

/** How a connection is encrypted, as PostgreSQL's own programs name it. */
const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
/** One of {@link sslModes}. */
export type SslMode = (typeof sslModes)[number];

/** Which of several servers is used, as PostgreSQL's own programs name it. */
export const targetSessions = [
  ...(['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const),
] as const;
/** One of {@link targetSessions}. */
export type TargetSession = (typeof targetSessions)[number];

/** What an address, a service or the environment may say about a database; null: not given. */
export interface PostgresParts {
  /** Servers to try one after another. */
  readonly servers: readonly ServerName[] | null;
  readonly user: string | null;
  readonly database: string | null;
  /** The schema that holds the queue. */
  readonly schema: string | null;
  /** The name of another program's queue. */
  readonly queue: string | null;
  /** Whether a channel is named on which workers announce changes, which is of no use any more. */
  readonly namesChannel: true | null;
  readonly service: string | null;
  readonly passwordFile: string | null;
  /** Words for the server's command line, as libpq passes them on: settings of the session. */
  readonly options: string | null;
  readonly sessions: TargetSession | null;
  readonly sslMode: SslMode | null;
  /** Files with the certificates that are trusted, with our own, and with its key. */
  readonly sslRootCert: string | null;
  readonly sslCert: string | null;
  readonly sslKey: string | null;
}

/**
 * The parts of an address, or what is wrong with the text: a sentence that quotes none of it, since it may hold a
 * password.
 */
export type ParsedPostgres =
  | { readonly kind: 'parts'; readonly parts: PostgresParts }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** What is said of an address with a channel. */
export const channelAdvice = 'channel= in the address is no longer needed: leave it out';

/** Nothing given. */
export const noParts: PostgresParts = {
  ...{
    servers: null,
    user: null,
    database: null,
    ...{ schema: null, queue: null },
    namesChannel: null,
    service: null,
    passwordFile: null,
  },
  ...{ options: null, sessions: null, sslMode: null, sslRootCert: null, sslCert: null, sslKey: null },
};

/** Whether a text is meant as an address of a database in PostgreSQL. */
export function isPostgresAddress(text: string): boolean {
  return /^postgres(ql)?:\/\//i.test(text);
}

const form = /^postgres(?:ql)?:\/\/(?:([^@/?]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/is;
const longest = 4096;

/** Each parameter of an address or a service, and the part that it gives. */
const parameters: Readonly<
  Record<string, Exclude<keyof PostgresParts, 'servers' | 'sslMode' | 'sessions' | 'namesChannel'>>
> = {
  user: 'user',
  dbname: 'database',
  schema: 'schema',
  queue: 'queue',
  service: 'service',
  passfile: 'passwordFile',
  options: 'options',
  sslrootcert: 'sslRootCert',
  sslcert: 'sslCert',
  sslkey: 'sslKey',
};
/** Parameters whose values are parsed. */
const special = ['host', 'port', 'sslmode', 'target_session_attrs'];
/**
 * Parameters that libpq's addresses, or ours of earlier times, may have and that are ignored here: they change neither
 * what is connected to nor how safely.
 */
const passedOver: ReadonlySet<string> = new Set([
  ...['application_name', 'fallback_application_name', 'connect_timeout', 'client_encoding'],
  ...['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count', 'tcp_user_timeout'],
  ...['krbsrvname', 'gsslib', 'sslcompression', 'sslsni', 'pooler', 'channel'],
]);
/** libpq's others: they are named where they are refused, which an unknown word isn't, since it may be a password. */
const notTaken: ReadonlySet<string> = new Set([
  ...[
    'hostaddr',
    'channel_binding',
    'require_auth',
    'requirepeer',
    'requiressl',
    'gssencmode',
    'gssdelegation',
  ],
  ...['sslpassword', 'sslcrl', 'sslcrldir', 'sslcertmode', 'sslnegotiation', 'ssl_min_protocol_version'],
  ...['ssl_max_protocol_version', 'min_protocol_version', 'max_protocol_version', 'load_balance_hosts'],
  ...['replication', 'servicefile', 'scram_client_key', 'scram_server_key'],
]);

/** The parts of an address. */
export function parsePostgres(text: string): ParsedPostgres {
  const parts = text.length > longest ? null : form.exec(text);
  if (parts === null) return wrong('An address is written as postgres://user@host:port/database.');
  const [, user = '', hosts = '', database = '', query = ''] = parts;
  if (user.includes(':')) return wrong(noPassword);
  const given = new Map<string, string>();
  for (const [name, value] of [
    ['user', user],
    ['dbname', database],
  ] as const)
    if (value !== '') given.set(name, value);
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name = '', ...value] = pair.split('=');
    given.set(name.toLowerCase(), value.join('='));
  }
  const decoded = new Map<string, string>();
  for (const [name, value] of given) {
    const plain = decodedPart(value);
    if (plain === null) return wrong('A part of the address is not encoded correctly; write % as %25.');
    decoded.set(name, plain);
  }
  const named = serversIn(hosts);
  if ('kind' in named) return named;
  const result = partsOf(decoded, 'The address');
  if (result.kind === 'wrong') return result;
  return { kind: 'parts', parts: { ...result.parts, servers: result.parts.servers ?? named.servers } };
}

const noPassword =
  'An address must not hold a password: other users could read it. Put it into ~/.pgpass (mode 0600) or PGPASSWORD.';

/** The parts given by parameters with libpq's names. `where` begins the sentence about a wrong one. */
export function partsOf(given: ReadonlyMap<string, string>, where: string): ParsedPostgres {
  const parts: { -readonly [K in keyof PostgresParts]: PostgresParts[K] } = { ...noParts };
  for (const [name, value] of given) {
    if (name === 'password') return wrong(noPassword);
    const part = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (part !== undefined) parts[part] = value === '' ? null : value;
    else if (!special.includes(name) && !passedOver.has(name))
      return wrong(
        `${where} has ${notTaken.has(name) ? `the parameter ${name}, which is not taken here` : 'an unknown parameter'}; known are ${[...special, ...Object.keys(parameters)].join(', ')}.`,
      );
  }
  parts.namesChannel = given.has('channel') || null;
  const mode = oneOf(sslModes, given.get('sslmode'));
  if (mode === undefined) return wrong(`${where} has an unknown sslmode; known are ${sslModes.join(', ')}.`);
  parts.sslMode = mode;
  const sessions = oneOf(targetSessions, given.get('target_session_attrs'));
  if (sessions === undefined)
    return wrong(`${where} has an unknown target_session_attrs; known are ${targetSessions.join(', ')}.`);
  parts.sessions = sessions;
  const servers = serversOf(given.get('host') ?? '', given.get('port') ?? '', where);
  if ('kind' in servers) return servers;
  return { kind: 'parts', parts: { ...parts, servers: servers.servers } };
}

/** A parameter's value as one of these words; null if it is empty, undefined if it is another word. */
function oneOf<T extends string>(words: readonly T[], given = ''): T | null | undefined {
  return given === '' ? null : words.find((word) => word === given);
}

type Servers =
  | { readonly servers: readonly ServerName[] | null }
  | Extract<ParsedPostgres, { kind: 'wrong' }>;

/** Hosts and ports as libpq's parameters have them: separated by commas, one port for each host or one for all. */
function serversOf(host: string, port: string, where: string): Servers {
  if (host === '' && port === '') return { servers: null };
  const hosts = host.split(',');
  const ports = port.split(',');
  if (ports.length > 1 && ports.length !== hosts.length)
    return wrong(`${where} has the wrong number of ports: give one for all hosts, or one for each.`);
  const servers: ServerName[] = [];
  for (const [at, each] of hosts.entries()) {
    const server = serverOf(each, ports[ports.length === 1 ? 0 : at] ?? '', where);
    if ('kind' in server) return server;
    servers.push(server);
  }
  return { servers };
}

/** Hosts as written between `://` and the database: each with its own port, IPv6 addresses in brackets. */
function serversIn(text: string): Servers {
  if (text === '') return { servers: null };
  const servers: ServerName[] = [];
  for (const each of text.split(',')) {
    const parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(each);
    const host = decodedPart((parts?.[1] ?? '').replace(/^\[(.*)\]$/s, '$1'));
    if (parts === null || host === null) return wrong('The host in the address is not a host name.');
    const server = serverOf(host, parts[2] ?? '', 'The address');
    if ('kind' in server) return server;
    servers.push(server);
  }
  return { servers };
}

function serverOf(
  host: string,
  port: string,
  where: string,
): ServerName | Extract<ParsedPostgres, { kind: 'wrong' }> {
  const isHost = host === '' || host.startsWith('/') || /^[\w.:%-]+$/.test(host);
  if (!isHost) return wrong(`${where} has a host that is not a host name.`);
  if (port === '') return { host, port: null };
  const number = Number(port);
  if (!/^\d{1,5}$/.test(port) || number < 1 || number > 65_535)
    return wrong(`${where} has a port that is not a number from 1 to 65535.`);
  return { host, port: number };
}

function wrong(sentence: string): Extract<ParsedPostgres, { kind: 'wrong' }> {
  return { kind: 'wrong', sentence };
}
