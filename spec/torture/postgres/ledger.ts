import type { Client, QueryResult } from 'pg';

/** The writers of a group commit one after another, those of two groups side by side. */
export const groups = ['a', 'b'] as const;
/** One of them. */
export type Group = (typeof groups)[number];

/** How many writers each group has. */
export const writersPerGroup = 4;
/** This many of the jobs and failures that a group's commits make are kept. */
export const kept = 20;
/** Each commit completes the job of the commit this many before it. */
export const ripe = 8;

/** One transaction that was committed. */
export interface Entry {
  /** How many commits each writer of the group had made then. */
  readonly made: readonly number[];
  /** Tells it apart from any other commit that had its number and was lost. */
  readonly token: number;
  /** The last commit of the other group that it saw. */
  readonly saw: number;
}

/** What was committed in a group, by number, from 1. Index 0 stands for nothing. */
export type Audit = readonly Entry[];

/** What a writer does. */
export interface Writing {
  readonly group: Group;
  readonly writer: number;
  readonly token: number;
  /** Whether it has transactions within. */
  readonly nests: boolean;
  /** Whether the commit waits until the standby shows it; else until it has received it. */
  readonly waitsForReplay: boolean;
  readonly undoes: boolean;
  readonly prepares: boolean;
  /** Called with its number before anything is committed. */
  readonly begin: (number: number) => void;
}

/** The job that counts the commits of a group, and those that count its writers' own. */
export const counterOf = (group: Group): number => (group === 'a' ? 1 : 101);
export const writersJob = (group: Group, writer: number): number => counterOf(group) + 1 + writer;
/** The jobs and failures that a group's commits make have these ids. */
export const baseOf = (group: Group): number => (group === 'a' ? 1_000_000 : 2_000_000);

/** Makes the ledger beside the queue, and a table that no reader reads. */
export async function openLedger(client: Client): Promise<void> {
  await client.query(
    'CREATE TABLE audit (of_group TEXT, n INT, writer INT, token INT, saw INT, PRIMARY KEY (of_group, n))',
  );
  await client.query('CREATE TABLE aside (n INT)');
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

/** One transaction: all of it, or nothing. Returns its number; null if it was undone. */
export async function commitOne(client: Client, writing: Writing): Promise<number | null> {
  const { group, writer, token, nests, waitsForReplay, undoes, prepares, begin } = writing;
  const add = (id: number) =>
    `UPDATE cf_processing_queue SET retry_count = retry_count + 1 WHERE id = ${id} RETURNING retry_count AS n`;
  const began = (await client.query(
    `SET synchronous_commit = ${waitsForReplay ? 'remote_apply' : 'on'}; BEGIN; ${add(counterOf(group))}`,
  )) as unknown as readonly QueryResult<{ n: string }>[];
  const number = Number(began.at(-1)?.rows[0]?.n ?? 0);
  begin(number);
  const id = baseOf(group) + number;
  const statements = [
    // Subtransactions have numbers of their own, and one that is rolled back leaves rows that were never committed.
    ...(nests ? ['SAVEPOINT one'] : []),
    add(writersJob(group, writer)),
    ...(nests
      ? [
          'SAVEPOINT two',
          `UPDATE cf_processing_queue SET retry_count = 999999 WHERE id = ${counterOf(group)}`,
          'ROLLBACK TO SAVEPOINT two',
        ]
      : []),
    `INSERT INTO cf_processing_queue (id, plugin_name, status, retry_count, error_message)
       VALUES (${id}, 'parser', 'FAILED', 0, '${token}')`,
    `UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = ${id - ripe} AND id > ${baseOf(group)}`,
    `INSERT INTO cf_job_failures (job_id, error_message) VALUES (${id}, '${token}')`,
    ...(
      [
        ['cf_processing_queue', 'id'],
        ['cf_job_failures', 'job_id'],
      ] as const
    ).map(
      ([table, column]) =>
        `DELETE FROM ${table} WHERE ${column} > ${baseOf(group)} AND ${column} <= ${id - kept}`,
    ),
    `INSERT INTO audit SELECT '${group}', ${number}, ${writer}, ${token}, coalesce(max(n), 0) FROM audit
       WHERE of_group <> '${group}'`,
  ];
  await client.query(statements.join(';\n'));
  if (undoes) {
    await client.query('ROLLBACK');
    return null;
  }
  if (prepares) {
    await client.query(`PREPARE TRANSACTION '${group} ${writer} ${number}'`);
    await client.query(`COMMIT PREPARED '${group} ${writer} ${number}'`);
  } else await client.query('COMMIT');
  return number;
}

/** A transaction on other rows, which ends before others that began earlier. */
export async function commitAside(client: Client): Promise<void> {
  await client.query('INSERT INTO aside VALUES (1)');
}

/** What was committed. Call it once no writer commits any more. */
export async function auditOf(client: Client, group: Group): Promise<Audit> {
  const { rows } = await client.query<{ n: number; writer: number; token: number; saw: number }>(
    'SELECT n, writer, token, saw FROM audit WHERE of_group = $1 ORDER BY n',
    [group],
  );
  const gap = rows.findIndex(({ n }, at) => n !== at + 1);
  if (gap >= 0) throw new Error(`the audit of ${group} lacks ${gap + 1}`);
  let made = Array.from({ length: writersPerGroup }, () => 0);
  const entries = rows.map(({ writer, token, saw }) => {
    made = made.map((count, each) => (each === writer ? count + 1 : count));
    return { made, token, saw };
  });
  return [{ made: made.map(() => 0), token: 0, saw: 0 }, ...entries];
}
