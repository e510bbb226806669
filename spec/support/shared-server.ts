import type { Client } from 'pg';
import { type PostgresPooler, startPooler } from './postgres-pooler.js';
import {
  type PostgresOptions,
  type PostgresServer,
  type PostgresValues,
  startPostgres,
} from './postgres-server.js';
import { createTables, type PostgresTables } from './postgres-tables.js';
import { shared } from './shared.js';

/** A queue in a schema of its own. */
export interface QueueThere {
  readonly schema: string;
  /** Runs work with a connection that uses the schema and is closed afterwards. */
  with<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Runs statements one after another in the schema, as {@link PostgresServer.run} does. */
  run(...statements: readonly string[]): Promise<PostgresValues>;
}

/** A server that the specs of a file share. */
export interface SharedServer extends PostgresServer {
  /**
   * Makes a queue in a schema that nothing else uses, and runs further statements there. `schema` says what its name
   * begins with; default: queue.
   */
  queue(tables: PostgresTables, ...statements: readonly string[]): Promise<QueueThere>;
}

/** How a shared server starts. */
export interface SharedServerOptions extends PostgresOptions {
  /** Tables that it has; default: none. */
  readonly tables?: PostgresTables;
  /** What is run as its owner after that. */
  readonly statements?: readonly string[];
}

/**
 * A server for the specs of a file, or of a `describe`: it starts before the first of them and is closed after the
 * last.
 */
export function sharedServer({
  tables,
  statements = [],
  ...options
}: SharedServerOptions = {}): SharedServer {
  let schemas = 0;
  return shared(async () => {
    const server = await startPostgres(options);
    const queue: SharedServer['queue'] = async ({ schema: prefix = 'queue', ...own }, ...more) => {
      schemas += 1;
      const schema = `${prefix}_${schemas}`;
      const withSchema: QueueThere['with'] = (work) =>
        server.with(async (client) => {
          await client.query(`SET search_path TO ${schema}`);
          return work(client);
        });
      const run: QueueThere['run'] = (...texts) => server.run(`SET search_path TO ${schema}`, ...texts);
      await server.with((client) => createTables(client, { ...own, schema }));
      await run(...more);
      return { schema, run, with: withSchema };
    };
    try {
      if (tables !== undefined) await server.with((client) => createTables(client, tables));
      await server.run(...statements);
      return { ...server, queue };
    } catch (error) {
      await server.close();
      throw error;
    }
  });
}

/** The same for a pooler before such a server. */
export function sharedPooler(
  server: Pick<PostgresServer, 'host' | 'port'>,
  ...settings: readonly string[]
): PostgresPooler {
  return shared(() => startPooler(server, ...settings));
}
