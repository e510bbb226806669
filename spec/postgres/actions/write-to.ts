import type { ActionResult, RowsDone, SeenJob } from '../../../lib/actions/action.js';
import { after } from '../../../lib/clock.js';
import type { JobAction } from '../../../lib/model/marks.js';
import { performOnServer, type ServerAction } from '../../../lib/postgres/actions/perform-on-server.js';
import type { ServerWriterParts } from '../../../lib/postgres/actions/server-writer.js';
import type { ConnectionParameters } from '../../../lib/postgres/connection-parameters.js';
import type { PostgresServer } from '../../support/postgres-server.js';

/** Where an action goes, besides a server: as another user, into a schema. */
export type Towards = Partial<ConnectionParameters>;

/** The label that problems name. */
export const label = 'postgres://there';

/** How a writer connects to a server, and what it waits by, unless something else is said. */
export function writerParts(
  { host, port }: Pick<PostgresServer, 'host' | 'port'>,
  towards: Towards = {},
  parts: Partial<ServerWriterParts> = {},
): ServerWriterParts {
  return {
    parameters: {
      servers: [{ host, port }],
      ...{ user: 'owner', database: 'postgres', schema: null, passwordOf: () => null },
      ssl: { mode: 'disable', rootCert: null, cert: null, key: null },
      ...towards,
    },
    ...{ after, steady: () => performance.now(), random: Math.random },
    read: () => {
      throw new Error('no such file');
    },
    signal: new AbortController().signal,
    ...parts,
  };
}

/** Does one action to a server's queue, as the program does it. */
export function writeTo(
  server: Pick<PostgresServer, 'host' | 'port'>,
  action: { readonly [K in keyof ServerAction as Exclude<K, 'path'>]: ServerAction[K] } & {
    readonly jobs?: readonly SeenJob[];
    readonly rows?: readonly SeenJob[];
    readonly of?: JobAction;
    readonly undoable?: true;
  },
  towards: Towards = {},
  parts: Partial<ServerWriterParts> = {},
): Promise<ActionResult> {
  return performOnServer({ ...action, path: label } as ServerAction, writerParts(server, towards, parts));
}

/** The same, where it must be done: what was done. */
export async function done(result: Promise<ActionResult>): Promise<RowsDone> {
  const outcome = await result;
  if (outcome.kind === 'problem') throw new Error(JSON.stringify(outcome.problem));
  return outcome as RowsDone;
}
