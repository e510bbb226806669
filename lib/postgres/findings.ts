import { ownQueue } from '../model/limits.js';
import { bad, type Finding, good, note } from '../model/problem.js';
import { knownColumns, ofOthersAlone } from '../schema/known-columns.js';
import { recognisedText, severalFindings } from '../schema/known-queues.js';
import { sqlText } from '../schema/statement.js';
import { triedAgain } from '../snapshot/files/read-failure.js';
import { channelAdvice } from './address.js';
import { PostgresFailure } from './link/server-connection.js';
import type { ServerInstant } from './link/server-link.js';
import { type PostgresTrouble, problemOfPostgres } from './link/trouble.js';
import { type Catalog, changeTimes, notIndexedBy, readCatalog } from './mirror/catalog.js';
import { lateSeconds } from './mirror/mirror-pace.js';
import { blocksOf } from './mirror/mirrored-table.js';
import { type PostgresDatabaseParts, ServerClock } from './postgres-database.js';
import { type QueuePlace, queueNamesThere, queuesThere } from './queues-there.js';

/** What the doctor needs to look at a server. */
interface ServerExamination extends Pick<PostgresDatabaseParts, 'link' | 'label' | 'clock'> {
  /** Whether the address names a channel. */
  readonly namesChannel?: boolean;
}

/** Examines a server and the queue on it. Changes nothing, and doesn't close the link. Never rejects. */
export async function serverFindings({
  link,
  label,
  clock,
  namesChannel = false,
}: ServerExamination): Promise<readonly Finding[]> {
  const isPooled = await link.isPooled();
  const result = await link.read(async (instant) => {
    const serverClock = new ServerClock();
    serverClock.hear(instant.at, instant.tookMs, clock());
    const findings = await ofServer(instant, serverClock.aheadMs);
    return { findings, queue: await ofQueue(instant) };
  });
  if (result.kind === 'trouble') return [troubleFinding('server', result.trouble, label)];
  const { findings, queue } = result.value;
  const [server, ...others] = findings;
  const pooled = isPooled.kind === 'value' && isPooled.value;
  return [
    ...(server === undefined ? [] : [server]),
    pooled
      ? good('connection', 'through a pooler: each read is a transaction of its own, which it allows')
      : good('connection', 'straight to the server'),
    ...(namesChannel ? [note('channel', channelAdvice)] : []),
    ...others,
    ...(Array.isArray(queue) ? queue : [troubleFinding('queue', queue as PostgresTrouble, label)]),
  ];
}

async function ofServer(instant: ServerInstant, aheadMs: number): Promise<readonly Finding[]> {
  const [row = []] = await instant.rows(sqlText('postgres/doctor_server'));
  const [version, role, isSuperuser, isEncrypted, isHere, receives] = row;
  const server = `PostgreSQL ${version}, as ${role}`;
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return [
    isSuperuser === 't'
      ? note('server', `${server}, a superuser; the right to read is enough`)
      : good('server', server),
    isEncrypted === 't' || isHere === 't'
      ? good('encryption', isEncrypted === 't' ? 'encrypted' : 'none, and none needed on this host')
      : note('encryption', 'none: the traffic could be read on its way; sslmode=verify-full prevents that'),
    standbyFinding(instant, receives === 't'),
    aheadMs === 0
      ? good('clock', 'the same as here')
      : note(
          'clock',
          `${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this host's; ages go by the server's`,
        ),
  ];
}

function standbyFinding({ isStandby, replayedUntil, at }: ServerInstant, receives: boolean): Finding {
  if (!isStandby) return good('standby', 'no: it is the primary');
  if (replayedUntil === null)
    return good('standby', 'yes, with everything that it was sent; jobs can only be changed on the primary');
  const seconds = Math.max(0, Math.round((at - replayedUntil) / 1000));
  const why = receives ? 'it has more to replay' : 'its primary sends nothing';
  return note('standby', `yes, and what it shows may be ${seconds} s old: ${why}`);
}

/** The findings about the queue, or why it can't be read. */
async function ofQueue(instant: ServerInstant): Promise<readonly Finding[] | PostgresTrouble> {
  let catalog: Catalog;
  let several: readonly Finding[];
  try {
    const places = await queuesThere(instant.rows);
    const names = await queueNamesThere(instant.rows);
    if (places.length > 0 && !names.includes(ownQueue))
      return [...places.map(placeFinding), ...severalFindings(names)];
    several = severalFindings(names);
    catalog = await readCatalog(instant.rows);
  } catch (error) {
    if (error instanceof PostgresFailure) return error.trouble;
    throw error;
  }
  const isIndexed = (await notIndexedBy(instant.rows, 'id')).size === 0;
  const { tables, unread, hidesRows, hasDispatchIndex } = catalog;
  const names = tables.map(({ name }) => name);
  const beside = names.filter((name) => name !== ownQueue);
  const missing = [...knownColumns.keys()].filter(
    (name) =>
      !ofOthersAlone.includes(name) && !names.includes(name) && unread.every(({ table }) => table !== name),
  );
  const queue = tables.find(({ name }) => name === ownQueue);
  const heaps = `{${queue?.heaps.map(({ id }) => id) ?? ''}}`;
  const [[schema = '', blockBytes = '0', jobs = '0'] = []] = await instant.rows(
    sqlText('postgres/doctor_queue'),
    [heaps],
  );
  const blocks = queue === undefined ? 0 : blocksOf(queue);
  const megabytes = ((blocks * Number(blockBytes)) / 1e6).toFixed(1);
  const parts = queue?.isParted ? `, in ${queue.heaps.length} partitions` : '';
  const making = (columns: string) =>
    queue?.isParted
      ? `CREATE INDEX CONCURRENTLY ON each partition (${columns}), then CREATE INDEX ON ${schema}.${ownQueue} (${columns})`
      : `CREATE INDEX CONCURRENTLY ON ${schema}.${ownQueue} (${columns})`;
  return [
    good('queue', `${ownQueue} in schema ${schema}${parts}, ${megabytes} MB`),
    ...several,
    good('tables', beside.length === 0 ? 'none beside it' : `beside it: ${beside.join(', ')}`),
    ...(missing.length > 0 ? [note('tables', `not there: ${missing.join(', ')}`)] : []),
    ...grantFindings(catalog, schema ?? ''),
    hidesRows
      ? note('rows', 'row-level security applies to this role: it may not see all rows')
      : good('rows', 'no row-level security applies'),
    hasDispatchIndex
      ? good('index', 'on (status, priority, id): the first jobs are found at once')
      : note(
          'index',
          `none on (status, priority, id), so finding the first jobs takes a pass over the table; worth having: ${making('status, priority, id')}`,
        ),
    ...(isIndexed
      ? []
      : [
          note(
            'index',
            `none that begins with id on every partition, so every ten thousand jobs take a pass over the table; worth having: ${making('id')}`,
          ),
        ]),
    ...changeFindings(catalog, queue?.columns.map(({ name }) => name) ?? [], Number(jobs), making),
  ];
}

function placeFinding({ folder: { kind }, schema }: QueuePlace): Finding {
  return good('queue', `${recognisedText(kind)}; in schema ${schema}`);
}

/** How soon what is written is seen, and the index that would help. */
function changeFindings(
  { indexedTimes }: Catalog,
  columns: readonly string[],
  jobs: number,
  making: (columns: string) => string,
): readonly Finding[] {
  const late = lateSeconds(jobs);
  if (late === 0) return [good('changes', 'all of them are seen with the next read')];
  const time = changeTimes.find((each) => columns.includes(each));
  return [
    good(
      'changes',
      `what workers do is seen with the next read; other changes of rows within about ${late} s while something is written`,
    ),
    ...(indexedTimes.length > 0 || time === undefined
      ? []
      : [
          note(
            'index',
            `none on a time that workers write. With one, changes of ended jobs, and of queued and running ones beyond 6,000, are seen at once too; worth having if workers write ${time}: ${making(time)}`,
          ),
        ]),
  ];
}

function grantFindings({ unread }: Catalog, schema: string): readonly Finding[] {
  const tables = (why: string) => unread.flatMap((each) => (each.why === why ? [each.table] : []));
  const [refused, others] = [tables('no-grant'), tables('not-plain')];
  return [
    refused.length === 0
      ? good('grants', 'every table that is there may be read')
      : note(
          'grants',
          `not readable: ${refused.join(', ')}; GRANT SELECT ON ${refused.map((table) => `${schema}.${table}`).join(', ')} TO this role shows them`,
        ),
    ...(others.length === 0
      ? []
      : [note('tables', `views or foreign tables, so not read: ${others.join(', ')}`)]),
  ];
}

function troubleFinding(topic: string, trouble: PostgresTrouble, label: string): Finding {
  const { sentence, advice } = problemOfPostgres(trouble, label);
  // It looks once, where the dashboard goes on by itself.
  const next = advice.replace(triedAgain, 'Try again in a moment.');
  return bad(topic, `${sentence} ${next}`);
}
