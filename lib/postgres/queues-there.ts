import { ownQueue } from '../model/limits.js';
import { allQueues, recognised, tablesOf } from '../schema/known-queues.js';
import type { QueueFolder } from '../schema/queue-folder.js';
import { sqlText, type TableColumns } from '../schema/statement.js';
import { PostgresFailure } from './link/server-connection.js';
import type { AskServer } from './link/server-link.js';

/** Another program's queue on a server. */
export interface QueuePlace {
  /** By which an operator chooses it: that of its kind, with its schema if there are several of the kind. */
  readonly name: string;
  readonly folder: QueueFolder;
  readonly schema: string;
  /** The columns of the tables there. */
  readonly tables: TableColumns;
  /** Its first table, as the server quotes it for statements. */
  readonly written: string;
}

/** The other programs' queues in a database, by the columns of their tables, in any schema that the role may use. */
export async function queuesThere(ask: AskServer): Promise<readonly QueuePlace[]> {
  const known = allQueues();
  const schemas = new Map<
    string,
    { readonly tables: Map<string, Set<string>>; readonly written: Map<string, string> }
  >();
  for (const [schema = null, table = null, column = null, written = null] of await ask(
    sqlText('postgres/queues'),
    [tablesOf(known).join(' ')],
  )) {
    const there = schemas.get(schema ?? '') ?? { tables: new Map(), written: new Map() };
    schemas.set(schema ?? '', there);
    there.tables.set(table ?? '', (there.tables.get(table ?? '') ?? new Set()).add(column ?? ''));
    there.written.set(table ?? '', written ?? '');
  }
  const found = [...schemas].flatMap(([schema, { tables, written }]) =>
    recognised(known, tables).map((folder) => {
      const [first = ''] = folder.needs.keys();
      return { name: folder.kind.name, folder, schema, tables, written: written.get(first) ?? '' };
    }),
  );
  return found.map((place) =>
    found.some((other) => other !== place && other.name === place.name)
      ? { ...place, name: `${place.schema}.${place.name}` }
      : place,
  );
}

/** The names of all queues in a database, ours first. */
export async function queueNamesThere(ask: AskServer): Promise<readonly string[]> {
  const [own, others] = await Promise.all([
    ask(sqlText('postgres/catalog'), [ownQueue, ownQueue]),
    queuesThere(ask),
  ]);
  return [...(own.length > 0 ? [ownQueue] : []), ...others.map(({ name }) => name)];
}

/**
 * The queue of this name or, for null, the only one of other programs; null: there is none of those. Throws {@link
 * PostgresFailure} if there are several, or only others, ours among them.
 */
export async function placeNamed(ask: AskServer, name: string | null): Promise<QueuePlace | null> {
  const places = await queuesThere(ask);
  const [only = null] = places.filter((place) => name === null || place.name === name);
  if (name === null ? places.length < 2 : only !== null) return only;
  const names = name === null ? places.map((place) => place.name) : await queueNamesThere(ask);
  throw new PostgresFailure(
    names.length === 0 ? { kind: 'no-queue' } : { kind: 'several-queues', chosen: name, names },
  );
}

/** The name of the other program's queue that an address chooses; null: it chooses none, or ours. */
export function otherChosen(queue: string | undefined): string | null {
  return queue === undefined || queue === ownQueue ? null : queue;
}
