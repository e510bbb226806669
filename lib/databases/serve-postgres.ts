import { tmpdir } from 'node:os';
import { actionProblem } from '../actions/action-problem.js';
import { after } from '../clock.js';
import { followServed } from '../commands/follow/follow-here.js';
import { shared } from '../commands/follow/following.js';
import { recordLocation } from '../commands/operator-records.js';
import type { World } from '../commands/world.js';
import { isSent } from '../entries.js';
import type { ServedDatabase } from '../hosts/serve/host-session.js';
import { bad, type Finding, type Problem } from '../model/problem.js';
import {
  type ConnectionParameters,
  databaseIdentity,
  type FoundParameters,
  screenLabel,
  serverLabel,
} from '../postgres/connection-parameters.js';
import { serverFindings } from '../postgres/findings.js';
import type { ServerLink } from '../postgres/link/server-link.js';
import { PostgresDatabase } from '../postgres/postgres-database.js';
import { PostgresReaders, type ServerLogs } from '../postgres/postgres-readers.js';
import { ServerLog } from '../postgres/server-log.js';
import { ServerWatch } from '../postgres/server-watch.js';
import type { OpenLog } from '../snapshot/job-log/job-log.js';
import type { ReadDatabase } from '../snapshot/live-database.js';
import type { ReadersListener } from '../snapshot/remote-readers.js';
import { withoutEscapeSequences } from '../view/text/escape-sequences.js';
import { actOnPostgres, linkTo } from './act-on-postgres.js';
import { parametersAt } from './postgres.js';

type OnProgress = NonNullable<ReadersListener['onProgress']>;

/**
 * The database at an address as this process serves it to another one, which may write to it unless `readOnly`. `link`: one
 * to there that is up; null: there is none yet.
 */
export function servedPostgres(
  address: string,
  readOnly: boolean,
  world: World,
  link: ServerLink | null = null,
): ServedDatabase {
  const found = parametersAt(address, world);
  let report: OnProgress = () => {};
  const { database, spentMs, leastMs, openLog } =
    found.kind === 'wrong'
      ? {
          database: nowhere(found.sentence),
          spentMs: () => 0,
          leastMs: () => 0,
          openLog: () => noLog(found.sentence),
        }
      : databaseAt(found.parameters, link ?? linkTo(found.parameters), world, (progress) => report(progress));
  const readers = new PostgresReaders(
    (onProgress) => {
      report = onProgress;
      return database;
    },
    world.now,
    { open: openLog, plainText: withoutEscapeSequences, spoolFolder: tmpdir() },
  );
  /**
   * Runs of `follow` hear of changes from the one watch: with a second watch, the server would be asked twice as often.
   */
  const followers = new Set<() => void>();
  return {
    readers,
    watch: (onChange, onDegraded, onOvertaken) => {
      const watch = new ServerWatch({
        look: () => readers.snapshots.look(),
        onChange: () => {
          onChange();
          for (const tell of followers) tell();
        },
        ...{ onOvertaken, after, steady, spentMs, leastMs },
      });
      return {
        start: () => {
          if (found.kind !== 'wrong' && found.parameters.namesChannel) onDegraded();
          return watch.start();
        },
        close: () => watch.close(),
      };
    },
    act: async (action, signal) =>
      readOnly || found.kind === 'wrong'
        ? { kind: 'problem', problem: actionProblem(readOnly ? 'read-only' : 'failed', '') }
        : actOnPostgres(action, found.parameters, readers, signal),
    givesUpWrites: true,
    follow: followServed(
      () => ({
        // The readers have the same connection and the same rows in memory.
        database: shared(database),
        lastWritten: () => null,
        watch: (tell) => ({
          start: async () => void followers.add(tell),
          close: async () => void followers.delete(tell),
        }),
        // A job is the same one wherever the server keeps its row.
        identity: () => '',
      }),
      () => {
        if (isSent || found.kind === 'wrong') return null;
        const { parameters } = found;
        return recordLocation(databaseIdentity(parameters), world, `postgres://${screenLabel(parameters)}`);
      },
      world,
    ),
    examine: () => findingsAt(found, world),
    spoolFolder: tmpdir(),
  };
}

const steady = (): number => performance.now();

/** The database that these lead to, and what its watch goes by, as in {@link ServerWatch}. */
function databaseAt(
  parameters: ConnectionParameters,
  link: ServerLink,
  { now }: World,
  onProgress: OnProgress,
): {
  readonly database: ReadDatabase;
  readonly spentMs: () => number;
  readonly leastMs: () => number;
  readonly openLog: ServerLogs['open'];
} {
  const label = serverLabel(parameters);
  const database = new PostgresDatabase({
    ...{ link, label, clock: now, steady, onProgress },
    queue: parameters.queue ?? null,
  });
  return {
    database,
    spentMs: () => database.spentMs,
    leastMs: () => database.leastMs,
    openLog: (jobId, ending) =>
      new ServerLog(jobId, { link, label, clock: now, ending, spoolFolder: tmpdir() }),
  };
}

/** What the doctor finds there, over a connection of its own. */
async function findingsAt(found: FoundParameters, { now }: World): Promise<readonly Finding[]> {
  if (found.kind === 'wrong') return [bad('address', found.sentence)];
  const { parameters } = found;
  const link = linkTo(parameters);
  try {
    const { namesChannel = false } = parameters;
    return await serverFindings({ link, label: serverLabel(parameters), clock: now, namesChannel });
  } finally {
    await link.close();
  }
}

/** Stands for a database whose address has become wrong, since a file that it needs has changed. */
function nowhere(sentence: string): ReadDatabase {
  const problem = wrongAddress(sentence);
  return {
    path: '',
    read: async () => ({ kind: 'problem', problem }),
    look: async () => '',
    close: async () => {},
  };
}

/** Stands for a log of such a database. */
function noLog(sentence: string): OpenLog {
  return {
    read: async () => ({ kind: 'problem', problem: wrongAddress(sentence) }),
    close: async () => {},
  };
}

function wrongAddress(sentence: string): Problem {
  return { code: 'no-entry', sentence, file: '', advice: 'Correct it, and start again.' };
}
