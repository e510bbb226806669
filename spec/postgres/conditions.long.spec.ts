import { afterEach, expect } from '@jest/globals';
import { transactionMs } from '../../lib/postgres/link/server-link.js';
import { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { readShape } from '../../lib/snapshot/tables/database-shape.js';
import { ManualClock } from '../hosts/manual-clock.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';
import { MeddledLink } from './meddled-link.js';

const { describe, it } = needs('postgres');

const server = sharedServer({
  settings: ['max_connections=8', 'superuser_reserved_connections=3'],
  tables: { version: 'D' },
  statements: [
    `INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (1, 'one', 'FAILED')`,
    'CREATE ROLE reader LOGIN',
    'CREATE ROLE other LOGIN',
  ],
});
const databases: PostgresDatabase[] = [];
const held: Promise<unknown>[] = [];
const leaves: (() => void)[] = [];

/** What sets right what a test has done, if it failed before it did. */
let undo: (() => Promise<unknown>) | null = null;

afterEach(async () => {
  await undo?.();
  undo = null;
  await Promise.all(databases.splice(0).map((database) => database.close()));
});

/** Ends the connections of the dashboard; resolves when they are gone. */
async function end(): Promise<void> {
  const ours = `FROM pg_stat_activity WHERE application_name = 'jobs-view'`;
  await server.run(`SELECT pg_terminate_backend(pid) ${ours}`);
  await eventually(
    () => server.with(async (client) => (await client.query(`SELECT ${ours}`)).rowCount === 0),
    'a connection is left',
  );
}

/** Runs statements over a connection of a role's own, and keeps that until it is released. */
function hold(user: string, ...statements: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    held.push(
      server.with(
        async (client) => {
          for (const statement of statements) await client.query(statement);
          await new Promise<void>((leave) => {
            leaves.push(leave);
            resolve();
          });
        },
        { user },
      ),
    );
  });
}

async function release(): Promise<void> {
  for (const leave of leaves.splice(0)) leave();
  await Promise.all(held.splice(0));
}

interface Condition {
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
  /** What is said of it, and what to do. */
  readonly sentence: string;
  readonly advice: RegExp;
  /** The statements before which most of the time of a transaction passes; default: none. */
  readonly slow?: RegExp;
}

const statement =
  (...texts: readonly string[]) =>
  () =>
    server.run(...texts);

const conditions: Readonly<Record<string, Condition>> = {
  'is down': {
    begin: () => server.stop(),
    end: () => server.start(),
    sentence: 'Nothing answers there: the server is down, or the host or port is wrong.',
    advice: /Trying again/,
  },
  'was killed': {
    begin: () => server.stop('killed'),
    end: () => server.start(),
    sentence: 'Nothing answers there: the server is down, or the host or port is wrong.',
    advice: /Trying again/,
  },
  'has no connection left': {
    begin: async () => {
      await end();
      for (let each = 0; each < 5; each += 1) await hold('other');
    },
    end: release,
    sentence: 'The server has no free connection for this role.',
    advice: /Trying again.*max_connections/,
  },
  'gives this role no connection': {
    begin: async () => {
      await server.run('ALTER ROLE reader CONNECTION LIMIT 0');
      await end();
    },
    end: statement('ALTER ROLE reader CONNECTION LIMIT -1'),
    sentence: 'The server has no free connection for this role.',
    advice: /Trying again.*CONNECTION LIMIT/,
  },
  'lets this role in no more': {
    begin: async () => {
      await server.rules('local all reader reject', 'local all all trust');
      await end();
    },
    end: () => server.rules('local all all trust'),
    sentence: 'The server does not let this user in from here, or has no such user.',
    advice: /pg_hba\.conf/,
  },
  'has the queue locked': {
    begin: async () => {
      // While nothing is committed, there is nothing to read.
      await server.run('UPDATE cf_processing_queue SET priority = 1');
      await hold('owner', 'BEGIN', 'LOCK cf_processing_queue');
    },
    end: release,
    sentence: 'The queue is locked by another program.',
    advice: /Trying again/,
  },
  'takes the right to read from this role': {
    begin: statement('REVOKE SELECT ON cf_processing_queue FROM PUBLIC'),
    end: statement('GRANT SELECT ON cf_processing_queue TO PUBLIC'),
    sentence: 'This user may not read the queue.',
    advice: /GRANT SELECT/,
  },
  'takes the right to use the schema from this role': {
    begin: statement('REVOKE USAGE ON SCHEMA public FROM PUBLIC'),
    end: statement('GRANT USAGE ON SCHEMA public TO PUBLIC'),
    sentence:
      'This database has no table cf_processing_queue that this user may see, and no queue of another program.',
    advice: /schema=/,
  },
  'has no queue any more': {
    begin: statement('ALTER TABLE cf_processing_queue RENAME TO away'),
    end: statement('ALTER TABLE away RENAME TO cf_processing_queue'),
    sentence:
      'This database has no table cf_processing_queue that this user may see, and no queue of another program.',
    advice: /schema=/,
  },
  'has a queue without a key': {
    begin: statement('ALTER TABLE cf_processing_queue DROP CONSTRAINT cf_processing_queue_pkey'),
    end: statement('ALTER TABLE cf_processing_queue ADD PRIMARY KEY (id)'),
    sentence: 'The queue there is not a table whose key is id, so it cannot be followed.',
    advice: /schema=/,
  },
  'takes too long for each row': {
    begin: statement(
      'ALTER TABLE cf_processing_queue ENABLE ROW LEVEL SECURITY',
      'CREATE POLICY slow ON cf_processing_queue USING (pg_sleep(2) IS NOT NULL)',
    ),
    end: statement(
      'DROP POLICY slow ON cf_processing_queue',
      'ALTER TABLE cf_processing_queue DISABLE ROW LEVEL SECURITY',
    ),
    sentence: 'The server took too long to answer and was stopped.',
    advice: /Trying again/,
    slow: /ORDER BY it\.status/,
  },
};

describe('A server', () => {
  it.each(Object.keys(conditions))(
    'is a problem with advice, which passes by itself, when it %s',
    async (name) => {
      const condition = conditions[name];
      if (condition === undefined) return;
      const time = new ManualClock();
      const link = new MeddledLink(linkTo(server, { user: 'reader' }, { steady: time.steady }));
      link.before = async (statement) => {
        if (condition.slow?.test(statement)) time.jump(transactionMs - 200);
      };
      const database = new PostgresDatabase({
        ...{ link: link.asLink, label: 'postgres://there', clock: Date.now, steady: time.steady },
      });
      databases.push(database);
      const read = async () => {
        const reading = await database.read((tables, walkQueue) => {
          walkQueue(readShape(tables))?.queue();
          return tables.all('SELECT plugin_name AS name FROM cf_processing_queue').map((row) => row.name);
        });
        return reading.kind === 'value' ? reading.value : reading.problem;
      };
      expect(await read()).toEqual(['one']);
      const before = await database.look();
      undo = condition.end;
      await condition.begin();
      // What had been committed may have been read already, and what is under way breaks off.
      const problem = await eventually(
        async () => {
          const said = await read();
          return 'sentence' in said && said.sentence.endsWith(condition.sentence) ? said : undefined;
        },
        async () => JSON.stringify(await read()),
      );
      expect(problem).toMatchObject({
        file: 'postgres://there',
        advice: expect.stringMatching(condition.advice),
      });
      // So it is read again.
      expect(await database.look()).not.toBe(before);
      undo = null;
      link.before = async () => {};
      await condition.end();
      await eventually(
        async () => {
          // No pause between two tries to connect is longer.
          time.jump(40_000);
          return JSON.stringify(await read()) === '["one"]';
        },
        async () => JSON.stringify(await read()),
      );
    },
  );
});
