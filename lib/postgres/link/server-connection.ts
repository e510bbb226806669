import type { ConnectionOptions } from 'node:tls';
import { Client, Query } from 'pg';
import type { After } from '../../clock.js';
import { sqlText } from '../../schema/statement.js';
import type { ConnectionParameters, Server, SslSettings } from '../connection-parameters.js';
import { type PostgresTrouble, troubleOf } from './trouble.js';

/** How to connect, one way after another; `false` is without encryption. */
type SslWays = readonly (ConnectionOptions | false)[];

/**
 * The ways that a mode allows, with the meaning that it has for PostgreSQL's own programs (pg's own meaning differs and
 * changes). Throws what `read` throws.
 */
function sslWays(
  { mode, rootCert, cert, key }: SslSettings,
  host: string,
  read: (path: string) => string,
): SslWays {
  // A socket is on this host, and is never encrypted.
  if (host.startsWith('/') || mode === 'disable') return [false];
  const own = { ...(cert && { cert: read(cert) }), ...(key && { key: read(key) }) };
  const trusted = rootCert === null || rootCert === 'system' ? {} : { ca: read(rootCert) };
  const unverified: ConnectionOptions = { ...own, rejectUnauthorized: false };
  const byAuthority: ConnectionOptions = {
    ...{ ...own, ...trusted, rejectUnauthorized: true },
    checkServerIdentity: () => undefined,
  };
  switch (mode) {
    case 'allow':
      return [false, unverified];
    case 'prefer':
      return [unverified, false];
    case 'require':
      // If there is a root certificate, the server's certificate is checked against it.
      return [rootCert === null ? unverified : byAuthority];
    case 'verify-ca':
      return [byAuthority];
    case 'verify-full':
      return [{ ...own, ...trusted, rejectUnauthorized: true, servername: host }];
  }
}

/** Which kind of server is wanted. */
type TargetSession = NonNullable<ConnectionParameters['sessions']>;

/** The kind of server that one pass over the servers looks for. */
type PassTarget = Exclude<TargetSession, 'prefer-standby'>;

/** The kinds to look for, one pass after another until a server is found. */
function passes(target: TargetSession): readonly PassTarget[] {
  return target === 'prefer-standby' ? ['standby', 'any'] : [target];
}

/**
 * Whether a server is of the requested kind, with the meaning that the words have for PostgreSQL's own programs.
 * `onlyReads`: whether its transactions are read-only by default.
 */
function isWanted(target: PassTarget, isStandby: boolean, onlyReads: boolean): boolean {
  switch (target) {
    case 'any':
      return true;
    case 'primary':
      return !isStandby;
    case 'standby':
      return isStandby;
    case 'read-write':
      return !isStandby && !onlyReads;
    case 'read-only':
      return isStandby || onlyReads;
  }
}

/**
 * Which other product a server is, by the parameters that it announces at the start of a connection; null for
 * PostgreSQL, and if it doesn't say. These products speak PostgreSQL's protocol, but their rows have neither `xmin` nor
 * `ctid`, so that nothing shows which rows were written since the last look.
 */
function productOf(announced: ReadonlyMap<string, string>): PostgresTrouble | null {
  if (announced.has('crdb_version')) return { kind: 'cockroach' };
  return /-YB-/.test(announced.get('server_version') ?? '') ? { kind: 'yugabyte' } : null;
}

/** A row of a result, its values as PostgreSQL writes them. */
export type Row = readonly (string | null)[];

interface Result {
  readonly rows: readonly Row[];
  readonly fields: readonly { readonly name: string }[];
}

/** A row of a result, by the names of its columns. */
export type RowByName = Readonly<Record<string, string | null>>;

/** Thrown by statements, and caught where a read ends. */
export class PostgresFailure extends Error {
  constructor(readonly trouble: PostgresTrouble) {
    super(trouble.kind);
  }
}

/** What connections need of the world. */
export interface ConnectionParts {
  readonly parameters: ConnectionParameters;
  readonly after: After;
  /** The text of a certificate's or key's file. Throws the system's errors. */
  readonly read: (path: string) => string;
}

/** A server that doesn't answer for this many ms counts as lost. */
export const patienceMs = 5000;
/** A copy that is still coming after this many ms is given up, because the server's transaction lasts as long. */
const mostCopyMs = 2000;
/** How often it is checked whether an answer is still coming, ms. */
const checkMs = 1000;

/** Values stay text: what they mean is decided where they are used. */
const asText = { getTypeParser: () => (text: string) => text };

/** One connection to a server, from its beginning to its end. */
export class ServerConnection {
  readonly #client: Client;
  readonly #after: After;
  #trouble: PostgresTrouble | null = null;
  #closing: Promise<void> | null = null;
  #hasAnswered = false;

  /** Takes a client that is connected. */
  constructor(client: Client, after: After) {
    this.#client = client;
    this.#after = after;
    client.on('error', (error) => this.#lose(troubleOf(error, true)));
    client.on('end', () => this.#lose({ kind: 'gone' }));
  }

  /**
   * Connects to the first server that lets us in and is of the requested kind. Throws {@link PostgresFailure} with the
   * trouble of the last one tried.
   */
  static async open(parts: ConnectionParts): Promise<ServerConnection> {
    const { servers, sessions = 'any' } = parts.parameters;
    let last: PostgresTrouble = { kind: 'refused' };
    for (const target of passes(sessions)) {
      for (const server of servers) {
        try {
          return await connectAs(target, parts, server);
        } catch (error) {
          if (!(error instanceof PostgresFailure)) throw error;
          last = error.trouble;
        }
      }
    }
    throw new PostgresFailure(last);
  }

  /** The number of the server's process as announced at the start: a pooler makes one up. Null if there is none. */
  get announcedProcess(): number | null {
    return (this.#client as { readonly processID?: number | null }).processID ?? null;
  }

  /** Why the connection can't be used any more; null while it can. */
  get trouble(): PostgresTrouble | null {
    return this.#trouble;
  }

  /**
   * Runs one statement with values, or several without, and returns the rows of the last. Nothing is prepared under a
   * name. Throws {@link PostgresFailure}: `too-slow` if the rows are still coming after `mostMs`, so that the caller can
   * ask for fewer; without it, an answer that isn't whole after {@link patienceMs} counts as none.
   */
  async run(
    text: string,
    values?: readonly (string | number | null)[],
    mostMs?: number,
  ): Promise<readonly Row[]> {
    return (await this.#result(text, values, mostMs)).rows;
  }

  /** Runs a statement as {@link run} does; its rows come by the names of their columns. */
  async runByName(text: string, values?: readonly (string | number | null)[]): Promise<readonly RowByName[]> {
    const { rows, fields } = await this.#result(text, values);
    return rows.map((row) => Object.fromEntries(fields.map(({ name }, at) => [name, row[at] ?? null])));
  }

  #result(text: string, values: readonly (string | number | null)[] = [], mostMs?: number): Promise<Result> {
    const query = {
      ...{ text, rowMode: 'array' as const, types: asText },
      ...(values.length > 0 && { values: [...values] }),
    };
    return this.#patiently(async () => {
      const result: unknown = await this.#client.query(query);
      return (Array.isArray(result) ? result.at(-1) : result) as Result;
    }, mostMs);
  }

  /**
   * Runs one statement that copies rows to us, and returns them. `steady` times it. Throws {@link PostgresFailure}:
   * `too-slow` if they are still coming after {@link mostCopyMs}.
   */
  copy(text: string, steady: () => number): Promise<CopiedIn> {
    return this.#patiently(() => this.#client.query(new CopyQuery(text, steady)).copied, mostCopyMs);
  }

  async #patiently<T>(work: () => Promise<T>, mostMs = Number.POSITIVE_INFINITY): Promise<T> {
    if (this.#trouble !== null) throw new PostgresFailure(this.#trouble);
    const stream = streamOf(this.#client);
    let [passed, seen] = [0, stream.bytesRead];
    let cancel = () => {};
    const watch = () => {
      cancel = this.#after(checkMs, () => {
        passed += checkMs;
        const isComing = stream.bytesRead > seen;
        seen = stream.bytesRead;
        if (isComing && passed >= mostMs) this.#giveUp({ kind: 'too-slow' });
        else if (passed >= patienceMs) this.#giveUp({ kind: this.#hasAnswered ? 'silent' : 'pooler' });
        else watch();
      });
    };
    watch();
    try {
      const result = await work();
      this.#hasAnswered = true;
      return result;
    } catch (error) {
      throw new PostgresFailure(this.#trouble ?? troubleOf(error, true));
    } finally {
      cancel();
    }
  }

  /** Ends it; resolves when it has ended, or soon if the server doesn't answer. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const isUp = this.#trouble === null;
    this.#trouble = { kind: 'gone' };
    if (!isUp) return this.#cut();
    const cancel = this.#after(closingMs, () => this.#cut());
    const ended = new Promise((resolve) => this.#client.once('end', resolve));
    // pg's own way waits for answers under way first, so that on a slow line the server wouldn't hear of the end in time.
    connectionOf(this.#client).end();
    await ended;
    cancel();
  }

  #lose(trouble: PostgresTrouble): void {
    if (this.#trouble !== null) return;
    this.#trouble = trouble;
  }

  /**
   * If the network drops a connection silently, there is no event, so only a time limit ends it. Whoever lets us in and
   * then answers nothing at all is a pooler, which lets everybody in and has them wait for one of its connections.
   */
  #giveUp(trouble: PostgresTrouble): void {
    this.#lose(trouble);
    this.#cut();
  }

  #cut(): void {
    streamOf(this.#client).destroy();
  }
}

/** Closing waits at most this many ms for the server. */
const closingMs = 200;

/** Throws {@link PostgresFailure}, also if the server isn't of the requested kind. */
async function connectAs(
  target: PassTarget,
  parts: ConnectionParts,
  server: Server,
): Promise<ServerConnection> {
  const connection = await connect(parts, server);
  if (target === 'any') return connection;
  try {
    const [[isStandby = null, onlyReads = null] = []] = await connection.run(
      sqlText('postgres/link/session'),
    );
    if (!isWanted(target, isStandby === 't', onlyReads === 't'))
      throw new PostgresFailure({ kind: 'other-kind' });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function connect(parts: ConnectionParts, server: Server): Promise<ServerConnection> {
  let ways: SslWays;
  try {
    ways = sslWays(parts.parameters.ssl, server.host, parts.read);
  } catch {
    throw new PostgresFailure({ kind: 'certificate-file' });
  }
  let last: PostgresTrouble = { kind: 'refused' };
  for (const ssl of ways) {
    const result = await tryToConnect(parts, server, ssl);
    if (result instanceof ServerConnection) return result;
    last = result;
    // Only these problems may go away with another kind of encryption.
    if (!['no-ssl', 'not-let-in', 'no-postgres', 'gone'].includes(last.kind)) break;
  }
  throw new PostgresFailure(last);
}

async function tryToConnect(
  { parameters, after }: ConnectionParts,
  server: Server,
  ssl: ConnectionOptions | false,
): Promise<ServerConnection | PostgresTrouble> {
  let wantsPassword = false;
  const { user, database, options } = parameters;
  const client = new Client({
    ...{ ...server, user, database, ssl, application_name: 'jobs-view', keepAlive: true },
    ...(options !== undefined && { options }),
    // Statements are sent without waiting for the answers to earlier ones.
    pipeline: true,
    // Asked only if the server wants one.
    password: () => {
      const password = parameters.passwordOf(server);
      wantsPassword = password === null || password === '';
      return password ?? '';
    },
  });
  client.on('error', () => {});
  const announced = new Map<string, string>();
  connectionOf(client).on('parameterStatus', ({ parameterName, parameterValue }) =>
    announced.set(parameterName, parameterValue),
  );
  let isLate = false;
  const cancel = after(patienceMs, () => {
    isLate = true;
    streamOf(client).destroy(new Error('timeout expired'));
  });
  try {
    await client.connect();
    const connection = new ServerConnection(client, after);
    const product = productOf(announced);
    if (product === null) return connection;
    await connection.close();
    return product;
  } catch (error) {
    streamOf(client).destroy();
    if (isLate) return { kind: 'silent' };
    return wantsPassword ? { kind: 'no-password' } : troubleOf(error, false);
  } finally {
    cancel();
  }
}

/** The private parts of pg's connection that are used here. */
interface InnerConnection {
  readonly stream: { readonly bytesRead: number; destroy(error?: Error): void };
  /** Sends the message that ends a connection, and then nothing more. */
  end(): void;
  on(event: 'parameterStatus', listener: (status: ParameterStatus) => void): unknown;
}

/** A parameter that a server announces unasked. */
interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

function connectionOf(client: Client): InnerConnection {
  return (client as unknown as { readonly connection: InnerConnection }).connection;
}

/** pg has no call that ends a connection at once, without a farewell to a server that may no longer be listening. */
function streamOf(client: Client): InnerConnection['stream'] {
  return connectionOf(client).stream;
}

/** Rows as a server copies them: in its text format, in UTF-8. */
export interface Copied {
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** Copied rows, and how long they took to come, from the first to the last, ms. */
export interface CopiedIn extends Copied {
  readonly tookMs: number;
}

const firstRoom = 1 << 16;
/** The most that one copy may bring, in bytes: beyond it the caller has to ask for less. */
const mostBytes = 1 << 26;
/** The error that the server reports for a statement that took too long. */
const tooMuch = { code: '57014' };

/** A `COPY … TO STDOUT` for the driver, which doesn't support it itself. */
export class CopyQuery extends Query {
  /** All rows, once the server has sent them. Rejects with what the driver reports, or {@link tooMuch}. */
  readonly copied: Promise<CopiedIn>;
  readonly #steady: () => number;
  #beganAt: number | null = null;
  #bytes = new Uint8Array(firstRoom);
  #length = 0;

  /** `steady`: ms on a clock that never goes back. */
  constructor(text: string, steady: () => number = () => performance.now()) {
    let settle: (error: unknown, count: number) => void = () => {};
    super(text, (error, result) => settle(error, Number(result?.rowCount ?? 0)));
    this.#steady = steady;
    this.copied = new Promise((resolve, reject) => {
      settle = (error, count) => {
        if (error) reject(error);
        else if (this.#length > mostBytes) reject(Object.assign(new Error('too much'), tooMuch));
        else {
          const tookMs = this.#beganAt === null ? 0 : steady() - this.#beganAt;
          resolve({ count, bytes: this.#bytes.subarray(0, this.#length), tookMs });
        }
      };
    });
  }

  /** Called by the driver; the bytes are its own, and it uses them again. */
  handleCopyData({ chunk }: { readonly chunk: Uint8Array }): void {
    const { length } = chunk;
    this.#beganAt ??= this.#steady();
    if (this.#length + length > mostBytes) {
      this.#length = mostBytes + 1;
      return;
    }
    if (this.#length + length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#bytes.length + length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length += length;
  }
}
