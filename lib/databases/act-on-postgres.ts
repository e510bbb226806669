import { readFileSync } from 'node:fs';
import type { ActionResult } from '../actions/action.js';
import { actionProblem } from '../actions/action-problem.js';
import { after } from '../clock.js';
import type { World } from '../commands/world.js';
import type { HostAction } from '../hosts/wire/messages.js';
import { performOnServer } from '../postgres/actions/perform-on-server.js';
import { schemaOnServer } from '../postgres/actions/schema-on-server.js';
import type { ServerWriterParts } from '../postgres/actions/server-writer.js';
import { type ConnectionParameters, serverLabel } from '../postgres/connection-parameters.js';
import { ServerLink } from '../postgres/link/server-link.js';
import { isOfStatement } from '../postgres/link/trouble.js';
import type { PostgresReaders } from '../postgres/postgres-readers.js';
import { queueNamesThere } from '../postgres/queues-there.js';
import { allQueues } from '../schema/known-queues.js';
import { closedFirst, type Links } from './host-database.js';
import { parametersAt } from './postgres.js';

/**
 * Makes or migrates the queue at an address, to which this user's environment and files add parameters. Never rejects.
 */
export async function schemaOfPostgres(
  action: 'init' | 'migrate',
  address: string,
  world: World,
): Promise<ActionResult<'init'>> {
  // Anyone could read the address in a list of processes.
  process.title = 'jobs-view';
  const found = parametersAt(address, world);
  if (found.kind === 'wrong') {
    const words = { sentence: found.sentence, advice: 'Nothing was changed.' };
    return { kind: 'problem', problem: actionProblem('failed', 'postgres', words) };
  }
  const { signal } = new AbortController();
  return schemaOnServer(action, serverLabel(found.parameters), partsFor(found.parameters, signal));
}

/**
 * The names of the queues in the database at an address, ours first; none if they can't be found out now. The link stays
 * open in `links`; null: it is closed.
 */
export async function queuesOnServer(
  address: string,
  world: World,
  links: Links | null,
): Promise<readonly string[]> {
  const found = parametersAt(address, world);
  if (found.kind === 'wrong') return [];
  const link = linkTo(found.parameters);
  links?.servers.set(address, link);
  const leave = closedFirst(() => link.close());
  try {
    let ahead: Promise<readonly string[]> | null = null;
    // All in one round trip, since the first picture waits for it.
    const reading = link.read(
      async ({ rows }) => ahead ?? queueNamesThere(rows),
      (ask) => {
        ahead = queueNamesThere(ask);
        // Whoever reads hears of it.
        ahead.catch(() => {});
      },
    );
    // Takes a while when it is done first, and meanwhile it connects.
    allQueues();
    const read = await reading;
    if (read.kind === 'value') return read.value;
    // Statements that are sent ahead have little time.
    const again = isOfStatement(read.trouble) ? await link.read(({ rows }) => queueNamesThere(rows)) : read;
    return again.kind === 'value' ? again.value : [];
  } finally {
    leave();
    if (links === null) await link.close();
  }
}

/** A link to the server that these lead to; it connects when it is first used. */
export function linkTo(parameters: ConnectionParameters): ServerLink {
  return new ServerLink(partsFor(parameters, new AbortController().signal));
}

function partsFor(parameters: ConnectionParameters, signal: AbortSignal): ServerWriterParts {
  return {
    ...{ parameters, after, steady: () => performance.now(), random: Math.random, signal },
    read: (file: string) => readFileSync(file, 'utf8'),
  };
}

/** Does an action on a queue on a server. `readers` know which jobs pass a filter. Never rejects. */
export async function actOnPostgres(
  action: HostAction,
  parameters: ConnectionParameters,
  readers: PostgresReaders,
  signal: AbortSignal,
): Promise<ActionResult> {
  const path = serverLabel(parameters);
  const parts = partsFor(parameters, signal);
  if (action.action !== 'retry-all') return performOnServer({ ...action, path }, parts);
  const rows = action.rows ?? (await readers.failedRows(action.filter));
  if ('sentence' in rows)
    return { kind: 'problem', problem: actionProblem('failed', path, { sentence: rows.sentence }) };
  return performOnServer({ ...action, path, rows }, parts);
}
