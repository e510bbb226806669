import type { Client } from 'pg';

/** The writers of a group commit one after another, those of two groups side by side. */
export const groups = ['a', 'b'] as const;
/** One of them. */
export type Group = (typeof groups)[number];

/** How many writers each group has. */
export const writersPerGroup = 4;
/** This many of the jobs and failures that a group's commits make are kept. */
export const kept = 20;

/** What a reader sees of a group: how many commits there were, whose they were, and what they left behind. */
export interface Seen {
  readonly commits: number;
  /** How many commits each of its writers has made. */
  readonly byWriter: readonly number[];
  /** The numbers of the commits whose job is there, and of those whose failure is. */
  readonly jobs: readonly number[];
  readonly failures: readonly number[];
}

/** What was committed in a group, by number, from 1: the writer. Index 0 stands for nothing. */
export type Audit = readonly number[];

/** The job that counts the commits of a group, and those that count its writers' own. */
export const counterOf = (group: Group): number => (group === 'a' ? 1 : 101);
export const writersJob = (group: Group, writer: number): number => counterOf(group) + 1 + writer;
/** The jobs and failures that a group's commits make have these ids. */
export const baseOf = (group: Group): number => (group === 'a' ? 1_000_000 : 2_000_000);

/** Makes the ledger beside the queue. */
export async function openLedger(client: Client): Promise<void> {
  await client.query('CREATE TABLE audit (of_group TEXT, n INT, writer INT, PRIMARY KEY (of_group, n))');
  for (const group of groups) {
    const ids = [
      counterOf(group),
      ...Array.from({ length: writersPerGroup }, (_, at) => writersJob(group, at)),
    ];
    for (const id of ids)
      await client.query(
        `INSERT INTO cf_processing_queue (id, plugin_name, status, retry_count) VALUES ($1, 'parser', 'QUEUED', 0)`,
        [id],
      );
  }
}

/** One transaction: all of it, or nothing. Returns its number. */
export async function commitOne(
  client: Client,
  group: Group,
  writer: number,
  how: { readonly undoes: boolean; readonly prepares: boolean },
): Promise<number | null> {
  const add =
    'UPDATE cf_processing_queue SET retry_count = retry_count + 1 WHERE id = $1 RETURNING retry_count AS n';
  await client.query('BEGIN');
  const { n } = (await client.query<{ n: string }>(add, [counterOf(group)])).rows[0] ?? { n: '0' };
  const number = Number(n);
  // Subtransactions have numbers of their own, and what one of them undoes leaves rows that never were.
  await client.query('SAVEPOINT one');
  await client.query(add, [writersJob(group, writer)]);
  await client.query('SAVEPOINT two');
  await client.query(`UPDATE cf_processing_queue SET retry_count = 999999 WHERE id = $1`, [counterOf(group)]);
  await client.query('ROLLBACK TO SAVEPOINT two');
  const id = baseOf(group) + number;
  await client.query(
    `INSERT INTO cf_processing_queue (id, plugin_name, status, retry_count) VALUES ($1, 'parser', 'FAILED', 0)`,
    [id],
  );
  await client.query('INSERT INTO cf_job_failures (job_id, error_message) VALUES ($1, $2)', [
    id,
    `failure ${n}`,
  ]);
  for (const [table, column] of [
    ['cf_processing_queue', 'id'],
    ['cf_job_failures', 'job_id'],
  ] as const)
    await client.query(`DELETE FROM ${table} WHERE ${column} > $1 AND ${column} <= $2`, [
      baseOf(group),
      id - kept,
    ]);
  await client.query('INSERT INTO audit VALUES ($1, $2, $3)', [group, number, writer]);
  if (how.undoes) {
    await client.query('ROLLBACK');
    return null;
  }
  if (how.prepares) {
    await client.query(`PREPARE TRANSACTION '${group} ${writer} ${number}'`);
    await client.query(`COMMIT PREPARED '${group} ${writer} ${number}'`);
  } else await client.query('COMMIT');
  return number;
}

/** What was committed, once nobody commits any more. */
export async function auditOf(client: Client, group: Group): Promise<Audit> {
  const { rows } = await client.query<{ n: number; writer: number }>(
    'SELECT n, writer FROM audit WHERE of_group = $1 ORDER BY n',
    [group],
  );
  const gap = rows.findIndex(({ n }, at) => n !== at + 1);
  if (gap >= 0) throw new Error(`the audit of ${group} lacks ${gap + 1}`);
  return [-1, ...rows.map(({ writer }) => writer)];
}

/** What is wrong with what was seen of a group, which was committed so; null: it is the state after one of its commits. */
export function wrongWith(seen: Seen, audit: Audit): string | null {
  const { commits, byWriter, jobs, failures } = seen;
  if (commits >= audit.length) return `shows commit ${commits} of ${audit.length - 1}`;
  const upTo = audit.slice(1, commits + 1);
  const counted = byWriter.map((_, writer) => upTo.filter((each) => each === writer).length);
  if (counted.join() !== byWriter.join())
    return `after commit ${commits} the writers have ${byWriter.join()} instead of ${counted.join()}`;
  const rest = keptAfter(commits);
  if (jobs.join() !== rest.join()) return `after commit ${commits} there are jobs ${jobs.join()}`;
  if (failures.join() !== rest.join()) return `after commit ${commits} there are failures ${failures.join()}`;
  return null;
}

/** The same where the failures were read at an instant of their own. */
export function wrongInParts(seen: Seen, audit: Audit): string | null {
  const { failures } = seen;
  const last = failures.at(-1) ?? 0;
  if (last >= audit.length || failures.join() !== keptAfter(last).join())
    return `there are failures ${failures.join()} of ${audit.length - 1}`;
  return wrongWith({ ...seen, failures: seen.jobs }, audit);
}

/** The numbers of the jobs and failures that are there after `commits` commits. */
function keptAfter(commits: number): readonly number[] {
  return Array.from({ length: Math.min(kept, commits) }, (_, at) => Math.max(0, commits - kept) + 1 + at);
}
