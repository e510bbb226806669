import { join } from 'node:path';
import {
  noParts,
  type ParsedPostgres,
  type PostgresParts,
  partsOf,
  type SslMode,
  type TargetSession,
} from './address.js';

/**
 * A service's parameters in a service file (`~/.pg_service.conf`), by libpq's names for them; null if it has no such
 * service. A service begins with its name in brackets; each line after that is `name=value`.
 */
function serviceIn(text: string, service: string): ReadonlyMap<string, string> | null {
  let section: Map<string, string> | null = null;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      // The first service with the name counts.
      if (section !== null) return section;
      if (line === `[${service}]`) section = new Map();
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0) section?.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return section;
}

/**
 * The connection that a password is for. The host is named as in a password file: `localhost` for the default socket.
 */
interface PasswordFor {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The password in a password file (`~/.pgpass`) for a connection: that of the first line that matches; null if none
 * does. A line is `host:port:database:user:password`; `*` matches anything, and a backslash escapes the next character.
 */
export function passwordIn(text: string, { host, port, database, user }: PasswordFor): string | null {
  const wanted = [host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    const [password] = fields.slice(4);
    if (password !== undefined && wanted.every((value, at) => fits(fields[at] ?? '', value)))
      return plain(password);
  }
  return null;
}

/** The first five fields as written; anything after a further colon is ignored. */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [];
  for (const [, field = '', end] of line.matchAll(/((?:\\.|[^\\:]|\\$)*)(:|$)/gs)) {
    fields.push(field);
    if (end !== ':' || fields.length === 5) break;
  }
  return fields;
}

function fits(field: string, value: string): boolean {
  return field === '*' || plain(field) === value;
}

function plain(field: string): string {
  return field.replace(/\\(.)/gs, '$1');
}

/** A server as it is connected to. */
export interface Server {
  /** A host's name, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
}

/**
 * Where a database is, and everything needed to connect to it. It can give passwords, so it must not be shown as it is.
 */
export interface ConnectionParameters {
  /** At least one; tried one after another. */
  readonly servers: readonly [Server, ...Server[]];
  /** Which of them to read from; default: the first that lets us in. */
  readonly sessions?: TargetSession;
  readonly user: string;
  readonly database: string;
  /** The schema that holds the queue; null: the first on the role's search path that has it. */
  readonly schema: string | null;
  /** The name of another program's queue; absent: our own or, if there is none, the only other one. */
  readonly queue?: string;
  /** Words for the server's command line, which set something for the session; absent: none. */
  readonly options?: string;
  /** Whether the address names a channel, which is no longer used. */
  readonly namesChannel?: boolean;
  /** The password for a server; null where none is known. */
  readonly passwordOf: (server: Server) => string | null;
  readonly ssl: SslSettings;
}

/** How connections are encrypted. Files are named by absolute paths. */
export interface SslSettings {
  readonly mode: SslMode;
  readonly rootCert: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/** Parameters, or a sentence that says what is wrong with the address or its settings, and quotes nothing secret. */
export type FoundParameters =
  | { readonly kind: 'parameters'; readonly parameters: ConnectionParameters }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** What decides where a database is, besides its address. */
interface AddressContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The name of this user. */
  readonly user: string;
  /** The text of a file; null if it doesn't exist. Throws the system's other errors. */
  readonly read: (path: string) => string | null;
  /** Whether nobody but its owner can read a file. */
  readonly isPrivate: (path: string) => boolean;
  /** The folder of the usual socket; null where there is none. */
  readonly socketFolder: string | null;
}

const usualPort = 5432;

/**
 * Where an address leads. The address takes precedence over its service, the service over the environment, and that
 * over the defaults.
 */
export function parametersOf(address: PostgresParts, context: AddressContext): FoundParameters {
  const { environment } = context;
  const own = environmentParts(environment);
  if (own.kind === 'wrong') return own;
  const service = address.service ?? own.parts.service;
  const served =
    service === null
      ? { kind: 'parts' as const, parts: noParts, password: '' }
      : serviceParts(service, context);
  if (served.kind === 'wrong') return served;
  const all = [address, served.parts, own.parts];
  const first = <K extends keyof PostgresParts>(name: K): PostgresParts[K] | null =>
    all.map((parts) => parts[name]).find((value) => value !== null) ?? null;
  const user = first('user') ?? context.user;
  const database = first('database') ?? user;
  const usualHost = context.socketFolder ?? 'localhost';
  const envPort = own.parts.servers?.[0]?.port ?? null;
  const named = (first('servers') ?? [{ host: '', port: null }]).map(({ host, port }) => ({
    host: host === '' ? (own.parts.servers?.[0]?.host ?? '') || usualHost : host,
    port: port ?? envPort ?? usualPort,
  }));
  const [one, ...others] = named;
  if (one === undefined) return { kind: 'wrong', sentence: 'The address names no server.' };
  const passwordFile = first('passwordFile') ?? join(context.home, '.pgpass');
  const passwords = passwordsIn(passwordFile, first('passwordFile') !== null, context);
  if (passwords.kind === 'wrong') return passwords;
  const given = served.password || (environment.PGPASSWORD ?? '');
  const passwordOf = ({ host, port }: Server): string | null => {
    if (given !== '') return given;
    const name = host === context.socketFolder ? 'localhost' : host;
    return passwordIn(passwords.text, { host: name, port, database, user });
  };
  const ssl: SslSettings = {
    mode: first('sslMode') ?? 'prefer',
    rootCert: first('sslRootCert'),
    cert: first('sslCert'),
    key: first('sslKey'),
  };
  const servers = [one, ...others] as const;
  const sessions = first('sessions') ?? 'any';
  const options = first('options');
  const queue = first('queue');
  const path = options === null ? null : onlySearchPath(options);
  return {
    kind: 'parameters',
    parameters: {
      ...{ servers, sessions, user, database, passwordOf, ssl },
      ...{ schema: first('schema') ?? path, namesChannel: first('namesChannel') !== null },
      ...(options !== null && path === null && { options }),
      ...(queue !== null && { queue }),
    },
  };
}

/**
 * The schema that options name if they do nothing but set the search path to it: no server, and no pooler before one,
 * has to understand that. Else null.
 */
function onlySearchPath(options: string): string | null {
  const [, name = null] = /^\s*(?:-c\s*|--)search[_-]path=([a-z_][\w$]*)\s*$/i.exec(options) ?? [];
  return name === null ? null : name.toLowerCase();
}

const variables = {
  PGHOST: 'host',
  PGPORT: 'port',
  PGUSER: 'user',
  PGDATABASE: 'dbname',
  PGSERVICE: 'service',
  PGPASSFILE: 'passfile',
  PGOPTIONS: 'options',
  PGTARGETSESSIONATTRS: 'target_session_attrs',
  PGSSLMODE: 'sslmode',
  PGSSLROOTCERT: 'sslrootcert',
  PGSSLCERT: 'sslcert',
  PGSSLKEY: 'sslkey',
} as const;

function environmentParts(environment: AddressContext['environment']): ParsedPostgres {
  const given = Object.entries(variables).flatMap(([variable, name]): [string, string][] => {
    const value = environment[variable] ?? '';
    return value === '' ? [] : [[name, value]];
  });
  return partsOf(new Map(given), 'The environment (PG…)');
}

type Served =
  | { readonly kind: 'parts'; readonly parts: PostgresParts; readonly password: string }
  | Extract<FoundParameters, { readonly kind: 'wrong' }>;

/** What a service says. Its file is the operator's own, so unlike an address it may hold a password. */
function serviceParts(service: string, { environment, home, read }: AddressContext): Served {
  const files = [
    environment.PGSERVICEFILE || join(home, '.pg_service.conf'),
    join(environment.PGSYSCONFDIR || '/etc/postgresql-common', 'pg_service.conf'),
  ];
  for (const file of files) {
    const text = readOrNull(read, file);
    if (text === undefined) return { kind: 'wrong', sentence: 'The service file could not be read.' };
    const given = text === null ? null : serviceIn(text, service);
    if (given === null) continue;
    const found = partsOf(new Map([...given].filter(([name]) => name !== 'password')), 'The service');
    return found.kind === 'wrong' ? found : { ...found, password: given.get('password') ?? '' };
  }
  return { kind: 'wrong', sentence: `There is no such service in ${files.join(' or ')}.` };
}

/** The text of a file; null if it doesn't exist, undefined if it can't be read. */
function readOrNull(read: AddressContext['read'], file: string): string | null | undefined {
  try {
    return read(file);
  } catch {
    return undefined;
  }
}

type Passwords =
  | { readonly kind: 'text'; readonly text: string }
  | Extract<FoundParameters, { readonly kind: 'wrong' }>;

/** The default file may be missing, and is ignored if others can read it, as PostgreSQL's own programs do. */
function passwordsIn(file: string, isNamed: boolean, { read, isPrivate }: AddressContext): Passwords {
  const text = readOrNull(read, file);
  if (text === undefined || (isNamed && text === null))
    return { kind: 'wrong', sentence: 'The file of passwords could not be read.' };
  if (text !== null && text !== '' && !isPrivate(file))
    return { kind: 'wrong', sentence: 'Others can read the file of passwords: it must have mode 0600.' };
  return { kind: 'text', text: text ?? '' };
}

/**
 * What is shown of a database in the title, the log file and what programs read: an address without user, port and path
 * of a socket.
 */
export function serverLabel({ servers, database, schema, queue }: ConnectionParameters): string {
  const hosts = servers.map(({ host }) => hostLabel(host)).join(',');
  const words = Object.entries({ schema, queue }).flatMap(([name, value]) =>
    value == null ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  const query = words.length === 0 ? '' : `?${words.join('&')}`;
  return `postgres://${hosts}/${encodeURIComponent(database)}${query}`;
}

function hostLabel(host: string): string {
  if (host.startsWith('/')) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** A text that differs for each database, for names of files; only the operator may see it. */
export function databaseIdentity(parameters: ConnectionParameters): string {
  const { servers, user, database, schema, options, queue } = parameters;
  const all = servers.map(({ host, port }) => `${host} ${port}`).join(',');
  return `postgres://${JSON.stringify([all, user, database, schema, ...(options === undefined ? [] : [options]), ...(queue === undefined ? [] : [{ queue }])])}`;
}

/** What is shown of a database on the screen. */
export function screenLabel(parameters: ConnectionParameters): string {
  const { servers, database, schema, queue } = parameters;
  const hosts = servers.map(({ host }) => (host.startsWith('/') ? 'here' : host)).join(',');
  return `${hosts}/${database}${schema === null ? '' : `:${schema}`}${queue === undefined ? '' : ` ${queue}`}`;
}
