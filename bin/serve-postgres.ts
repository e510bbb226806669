import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { actionProblem } from '../lib/actions/action-problem.js';
import { after } from '../lib/clock/after.js';
import type { World } from '../lib/commands/world.js';
import type { ServedDatabase } from '../lib/hosts/serve/served-database.js';
import type { Problem } from '../lib/model/problem.js';
import { ServerLink } from '../lib/postgres/link/server-link.js';
import { serverLabel } from '../lib/postgres/place.js';
import { PostgresDatabase } from '../lib/postgres/postgres-database.js';
import { PostgresReaders } from '../lib/postgres/postgres-readers.js';
import { ServerWatch } from '../lib/postgres/server-watch.js';
import type { ReadDatabase } from '../lib/snapshot/live-database.js';
import { postgresPlace } from './postgres.js';

/** What this process reads of a server for another one. */
export function servedPostgres(address: string, world: World): ServedDatabase {
  const found = postgresPlace(address, world);
  const steady = (): number => performance.now();
  const read = (path: string): string => readFileSync(path, 'utf8');
  let link: ServerLink | null = null;
  const readers = new PostgresReaders((onProgress) => {
    if (found.kind === 'wrong') return nowhere(found.sentence);
    const { place } = found;
    link = new ServerLink({ place, after, steady, random: Math.random, read });
    return new PostgresDatabase({ link, label: serverLabel(place), clock: world.now, steady, onProgress });
  }, world.now);
  return {
    readers,
    watch: (onChange) =>
      new ServerWatch({
        ...{ look: () => readers.snapshots.look(), onChange, after, steady },
        spentMs: () => link?.spentMs ?? 0,
      }),
    act: async () => ({ kind: 'problem', problem: actionProblem('read-only', '') }),
    follow: () => ({ run: async () => ({ kind: 'problem', problem: notYet }), stop: () => {} }),
    examine: async () => [{ topic: 'database', verdict: 'note', text: notYet.sentence }],
    spoolFolder: tmpdir(),
  };
}

/** The commands that nobody on this host is let in to are refused to others as well. */
const notYet: Problem = {
  code: 'no-entry',
  sentence: 'This is not possible for databases in PostgreSQL yet.',
  ...{ file: '', advice: 'Use the dashboard, or --json.' },
};

/** Stands for a database whose address has become wrong, since a file that it needs has changed. */
function nowhere(sentence: string): ReadDatabase {
  const problem: Problem = { code: 'no-entry', sentence, file: '', advice: 'Correct it, and start again.' };
  return {
    path: '',
    read: async () => ({ kind: 'problem', problem }),
    look: async () => '',
    close: async () => {},
  };
}
