import type { Problem, ProblemCode } from '../../model/problem.js';
import { noSuchQueue } from '../../schema/known-queues.js';
import { triedAgain } from '../../snapshot/files/read-failure.js';

/** Why a database in PostgreSQL can't be read, or not now: troubles that need no further detail. */
type PlainTrouble =
  /** Nobody listens at this host and port, or on this socket. */
  | 'refused'
  | 'unknown-host'
  | 'unreachable'
  /** It doesn't answer, or has stopped answering. */
  | 'silent'
  /** There was a connection, and it has ended. */
  | 'gone'
  /** The server is starting, stopping or recovering. */
  | 'starting'
  | 'out-of-connections'
  /** The server asks for a password: none is known, or the known one is wrong. */
  | 'no-password'
  | 'wrong-password'
  /** The server's rules don't let this user in from here, or there is no such role. */
  | 'not-let-in'
  | 'no-database'
  /** The connection must be encrypted, and the server can't or its certificate isn't trusted. */
  | 'no-ssl'
  | 'untrusted'
  | 'other-name'
  | 'expired'
  /** A file with a certificate or a key can't be read. */
  | 'certificate-file'
  /** What answers isn't PostgreSQL, or a version that lacks what is needed. */
  | 'no-postgres'
  | 'too-old'
  /** Another product that speaks PostgreSQL's protocol, and says which one it is. */
  | 'cockroach'
  | 'yugabyte'
  /** A pooler has no connection to give, or refuses something. */
  | 'pooler'
  /** The role may not connect to the database, or may not read a table that a picture needs. */
  | 'no-connect'
  | 'no-grant'
  /** There is no queue in this database, or not in the schema that was named. */
  | 'no-queue'
  /**
   * The queue isn't a table whose key is `id`; or one of its partitions is a foreign table; or several partitions have
   * a job with the same id.
   */
  | 'no-key'
  | 'foreign-part'
  | 'same-ids'
  /** The server cancelled a statement that took too long, or that waited for a lock. */
  | 'too-slow'
  | 'locked'
  /** The read had to give way to a standby's replay, or to another transaction. */
  | 'gave-way'
  /** It isn't of the kind that the address asks for: a standby instead of a primary, or the other way round. */
  | 'other-kind';

/** Why a database in PostgreSQL can't be read, or not now. Never contains text from the server. */
export type PostgresTrouble =
  | { readonly kind: PlainTrouble }
  /** Other programs' queues by their names, none of which is the one that was chosen; null: none was. */
  | { readonly kind: 'several-queues'; readonly chosen: string | null; readonly names: readonly string[] }
  /** Anything else, by its code. */
  | { readonly kind: 'other'; readonly code: string };

type Wording = readonly [code: ProblemCode, sentence: string, advice: string];

const otherProduct = (name: string): Wording => [
  'no-entry',
  `This server is ${name}, whose rows do not tell when they were written, so they cannot be followed.`,
  'Name a server that is PostgreSQL 14 or newer.',
];
const later = (sentence: string): Wording => ['no-server', sentence, triedAgain];
const wordings: { readonly [K in PostgresTrouble['kind']]: Wording } = {
  refused: later('Nothing answers there: the server is down, or the host or port is wrong.'),
  'unknown-host': later('There is no host with this name, or names cannot be looked up now.'),
  unreachable: later('The host cannot be reached.'),
  silent: later('The server does not answer.'),
  gone: later('The connection to the server was lost.'),
  starting: later('The server is starting, stopping or recovering.'),
  'out-of-connections': [
    'no-server',
    'The server has no free connection for this role.',
    `${triedAgain} If that lasts, see max_connections there, or the CONNECTION LIMIT of the role.`,
  ],
  'no-password': [
    'no-entry',
    'The server wants a password, and none is known.',
    'Put it into ~/.pgpass (mode 0600): host:port:database:user:password.',
  ],
  'wrong-password': [
    'no-entry',
    'The server refuses the password.',
    'Check ~/.pgpass, or PGPASSWORD, which takes precedence.',
  ],
  'not-let-in': [
    'no-entry',
    'The server does not let this user in from here, or has no such user.',
    'Name the user in the address (postgres://USER@…), or have pg_hba.conf let them in.',
  ],
  'no-database': [
    'no-entry',
    'The server has no database with this name.',
    'Check the address: postgres://host/DATABASE.',
  ],
  'no-ssl': [
    'no-entry',
    'The connection must be encrypted, and the server cannot do that.',
    'Turn on ssl on the server, or use sslmode=prefer if the network is safe.',
  ],
  untrusted: [
    'no-entry',
    "The server's certificate is not trusted.",
    "Give its issuer's certificate with sslrootcert=FILE. If it has changed, find out why first.",
  ],
  'other-name': [
    'no-entry',
    "The server's certificate is trusted, but it is for another name than the address has.",
    'Name the host as its certificate does, or use sslmode=verify-ca, which leaves names out.',
  ],
  expired: [
    'no-entry',
    "The server's certificate has expired, or is not valid yet.",
    'Have it renewed, and check the clocks of both hosts.',
  ],
  'certificate-file': [
    'no-entry',
    'A file with a certificate or a key could not be read.',
    'Check sslrootcert, sslcert and sslkey.',
  ],
  'no-postgres': ['no-entry', 'What answers there is not PostgreSQL.', 'Check the host and the port.'],
  'too-old': [
    'no-entry',
    'The server is older than PostgreSQL 14, or another product that speaks its language.',
    'Name a server that is PostgreSQL 14 or newer.',
  ],
  cockroach: otherProduct('CockroachDB'),
  yugabyte: otherProduct('YugabyteDB'),
  pooler: [
    'no-server',
    'The pooler there has no connection to give, or cannot reach the server.',
    `${triedAgain} It must allow transactions (pool_mode transaction or session).`,
  ],
  'no-connect': [
    'no-entry',
    'This user may not connect to this database.',
    'Have its owner run: GRANT CONNECT ON DATABASE … TO …',
  ],
  'no-grant': [
    'no-entry',
    'This user may not read the queue.',
    'Have its owner run: GRANT USAGE ON SCHEMA … TO …; GRANT SELECT ON ALL TABLES IN SCHEMA … TO …',
  ],
  'no-queue': [
    'no-entry',
    'This database has no table cf_processing_queue that this user may see, and no queue of another program.',
    `Check the database and the schema ('postgres://host/database?schema=NAME'), or make a queue there with: jobs-view init ADDRESS.`,
  ],
  'several-queues': [
    'no-entry',
    'There are several queues in this database.',
    "Choose one in the address: 'postgres://host/database?queue=NAME'.",
  ],
  'no-key': [
    'no-entry',
    'The queue there is not a table whose key is id, so it cannot be followed.',
    'Name the schema that holds the table itself (?schema=NAME). Its id must be the primary key, or NOT NULL if the table is partitioned.',
  ],
  'foreign-part': [
    'no-entry',
    'A partition of the queue there is a foreign table, whose rows cannot be followed.',
    'Detach it, or show that server beside this one: jobs-view ADDRESS ADDRESS.',
  ],
  'same-ids': [
    'no-entry',
    'Several jobs of the queue there have the same id, in different partitions.',
    'A unique index cannot span partitions: give those jobs other ids.',
  ],
  'too-slow': later('The server took too long to answer and was stopped.'),
  locked: ['locked', 'The queue is locked by another program.', triedAgain],
  'gave-way': later("The read had to give way to the server's own work."),
  'other-kind': [
    'no-server',
    'None of the servers that answer is of the requested kind.',
    `${triedAgain} target_session_attrs requests it, in the address, its service or PGTARGETSESSIONATTRS.`,
  ],
  other: later('The server could not answer.'),
};

/** A trouble as a problem; `label` names the server. */
export function problemOfPostgres(trouble: PostgresTrouble, label: string): Problem {
  const [code, sentence, advice] = wordings[trouble.kind];
  const problem: Problem = { code, sentence, file: label, advice };
  if (trouble.kind === 'several-queues') {
    const { chosen, names } = trouble;
    if (chosen !== null)
      return { ...problem, sentence: noSuchQueue(chosen, names), advice: 'Name one of them: --queue NAME.' };
    const all = `All of them in one list: 'postgres://host/database?queue={${names.join(',')}}'.`;
    return {
      ...problem,
      sentence: `This database has several queues: ${names.join(', ')}.`,
      advice: `${advice} ${all}`,
    };
  }
  return trouble.kind === 'other' ? { ...problem, detail: `code ${trouble.code}` } : problem;
}

/** Troubles of a single statement: the connection still works. */
const ofStatements: ReadonlySet<PostgresTrouble['kind']> = new Set([
  ...(['no-grant', 'no-queue', 'several-queues', 'no-key', 'foreign-part', 'same-ids', 'too-old'] as const),
  ...(['too-slow', 'locked', 'gave-way', 'other'] as const),
]);

/** Whether the connection can still be used after this. */
export function isOfStatement({ kind }: PostgresTrouble): boolean {
  return ofStatements.has(kind);
}

/** The fields that errors of Node, TLS and pg have. */
interface ErrorWords {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly severity?: unknown;
}

const bySystem = new Map<string, PlainTrouble>(
  Object.entries({
    ECONNREFUSED: 'refused',
    ENOENT: 'refused',
    ENOTFOUND: 'unknown-host',
    EAI_AGAIN: 'unknown-host',
    ETIMEDOUT: 'unreachable',
    EHOSTUNREACH: 'unreachable',
    ENETUNREACH: 'unreachable',
    EHOSTDOWN: 'unreachable',
    EACCES: 'not-let-in',
    ECONNRESET: 'gone',
    EPIPE: 'gone',
  }),
);

/** Troubles by SQLSTATE, which is the same in every language: the longest matching prefix counts. */
const byState = new Map<string, PlainTrouble>(
  Object.entries({
    '08': 'gone',
    '08P01': 'pooler',
    '0A000': 'pooler',
    '28': 'not-let-in',
    '28P01': 'wrong-password',
    '3D000': 'no-database',
    '3F000': 'no-queue',
    '40': 'gave-way',
    '42501': 'no-grant',
    '42883': 'too-old',
    '42P01': 'no-queue',
    '53300': 'out-of-connections',
    '55P03': 'locked',
    '57014': 'too-slow',
    '57P': 'gone',
    '57P03': 'starting',
    '25P03': 'gone',
  }),
);

/** TLS's errors that mean that a certificate isn't trusted. */
const ofCertificates = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF|SELF_SIGNED|UNABLE_TO_)/;

/** What an error of a connection or a statement means. `isUp`: whether the connection had been established. */
export function troubleOf(error: unknown, isUp: boolean): PostgresTrouble {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as ErrorWords;
  const text = typeof message === 'string' ? message : '';
  if (typeof code === 'string') {
    const system = bySystem.get(code);
    if (system !== undefined) return { kind: system };
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { kind: 'other-name' };
    if (/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(code)) return { kind: 'expired' };
    // Before there is a connection, no table was asked for.
    if (code === '42501' && !isUp) return { kind: 'no-connect' };
    if (ofCertificates.test(code)) return { kind: 'untrusted' };
    if (/^[0-9A-Z]{5}$/.test(code)) return ofState(code);
  }
  // pg's own messages, which are the same everywhere.
  if (/does not support SSL/.test(text)) return { kind: 'no-ssl' };
  if (/^timeout expired|timeout exceeded/.test(text)) return { kind: 'silent' };
  if (/^Connection terminated/.test(text)) return { kind: isUp ? 'gone' : 'no-postgres' };
  return isUp ? { kind: 'gone' } : { kind: 'no-postgres' };
}

function ofState(code: string): PostgresTrouble {
  for (const length of [5, 3, 2]) {
    const kind = byState.get(code.slice(0, length));
    if (kind !== undefined) return { kind };
  }
  return { kind: 'other', code };
}
