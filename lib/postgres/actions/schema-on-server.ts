import type { ActionResult } from '../../actions/action.js';
import { type ActionProblem, actionProblem } from '../../actions/action-problem.js';
import { migratedSentence } from '../../actions/migration.js';
import { type Addition, additionsIn, isPresent, type PresentSchema } from '../../actions/present-schema.js';
import { sqlNames } from '../../schema/sql-files.js';
import { sqlText } from '../../schema/statement.js';
import { PostgresFailure } from '../link/server-connection.js';
import { quotedName } from '../link/server-link.js';
import type { Run } from './fitted-statement.js';
import { problemOfError, ServerWriter, type ServerWriterParts } from './server-writer.js';

type Done = Extract<ActionResult<'init'>, { readonly kind: 'done' }>;

/**
 * Makes the tables of a new queue, or adds what those of an existing one lack, in one transaction. Nothing that it adds
 * runs when workers write, except that the queue's indexes are maintained. `label` names the server. Never rejects.
 */
export async function schemaOnServer(
  action: 'init' | 'migrate',
  label: string,
  parts: ServerWriterParts,
): Promise<ActionResult<'init'>> {
  const writer = new ServerWriter(parts);
  const wanted = parts.parameters.schema;
  const work = (run: Run) => (action === 'init' ? init(run, wanted, label) : migrate(run, label));
  try {
    return await writer.transaction<Done | { kind: 'problem'; problem: ActionProblem }>(
      work,
      (result) => result.kind === 'done' && result.changes.length > 0,
    );
  } catch (error) {
    return { kind: 'problem', problem: problemOf(error, label) };
  } finally {
    await writer.close();
  }
}

async function init(run: Run, wanted: string | null, label: string): Promise<ActionResult<'init'>> {
  const changes: string[] = [];
  let [[, schema = null] = []] = await run(sqlText('postgres/actions/where'));
  if (schema === null && wanted !== null) {
    // The schema is already on the search path, so it is found as soon as it exists.
    await run(`CREATE SCHEMA ${quotedName(wanted)}`);
    changes.push(`schema ${wanted}`);
    schema = wanted;
  }
  const present = await presentIn(run, schema ?? '');
  if (present.columns.has('cf_processing_queue'))
    return { kind: 'problem', problem: actionProblem('exists', label, there) };
  changes.push(...(await add(run, 'tables', present)));
  changes.push(...(await add(run, 'migrations', await presentIn(run, schema ?? ''))));
  return { kind: 'done', sentence: `Made a new queue in ${label}.`, changes };
}

const there = {
  sentence: 'There is a queue already.',
  advice: 'Name another schema (schema=NAME), or upgrade this queue with: jobs-view migrate ADDRESS',
};

async function migrate(run: Run, label: string): Promise<ActionResult<'init'>> {
  const [[schema = null, , hasForeign = null] = []] = await run(sqlText('postgres/actions/where'));
  // For a foreign table, this would add a column that the other server doesn't have.
  if (hasForeign === 't') throw new PostgresFailure({ kind: 'foreign-part' });
  if (schema === null) throw new PostgresFailure({ kind: 'no-queue' });
  await run(`SET LOCAL search_path = ${quotedName(schema)}`);
  const changes = await add(run, 'migrations', await presentIn(run, schema));
  return { kind: 'done', sentence: migratedSentence(changes, label), changes };
}

/** Adds whatever of a folder's statements is lacking; returns a line for each, as migrations of files do. */
async function add(run: Run, folder: 'tables' | 'migrations', present: PresentSchema): Promise<string[]> {
  const changes: string[] = [];
  const additions = sqlNames(`postgres/${folder}`).flatMap((name): Addition[] => additionsIn(sqlText(name)));
  for (const addition of additions) {
    if (isPresent(addition, present)) continue;
    await run(addition.sql);
    changes.push(`${addition.kind} ${addition.name}`);
  }
  return changes;
}

async function presentIn(run: Run, schema: string): Promise<PresentSchema> {
  const columns = new Map<string, Set<string>>();
  const made = new Map<string, string>();
  for (const [name, kind, column] of await run(sqlText('postgres/actions/present'), [schema])) {
    if (name === null || name === undefined) continue;
    if (kind === 'i' || kind === 'I') made.set(name.toLowerCase(), '');
    else columns.set(name, (columns.get(name) ?? new Set()).add(column ?? ''));
  }
  return { columns, made };
}

function problemOf(error: unknown, label: string): ActionProblem {
  const isRefused = error instanceof PostgresFailure && error.trouble.kind === 'no-grant';
  if (!isRefused) return problemOfError(error, label);
  return actionProblem('read-only', label, {
    sentence: 'This user may not make or alter these tables.',
    advice: 'Do it as the owner of the tables and with CREATE on the schema. Nothing was changed.',
  });
}
