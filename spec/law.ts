import type { ListPanel } from '../lib/machine/state/list-panel.js';
import type { QuestionName } from '../lib/model/panels/questions.js';

/** What a folder (or file) holds, and what it may import. */
export interface Rule {
  /** For the table in ARCHITECTURE.md. */
  readonly holds: string;
  /** Folders (or files) of ours that this one may import. */
  readonly ours?: readonly string[];
  /** Those of `ours` from which only types may come. */
  readonly typesOnly?: readonly string[];
  /** Those that alone may import it; else all whose rules allow it. */
  readonly users?: readonly string[];
  /** Packages it may import; `node:` stands for Node's own modules. */
  readonly packages?: readonly string[];
}

/** What is under lib, several names in a text. */
const lib = (...all: readonly string[]) => all.flatMap((text) => text.split(' ').map((one) => `lib/${one}`));

/** The one-way picture: who may import whom. */
export const law: Readonly<Record<string, Rule>> = {
  'lib/causes': {
    holds: 'why something failed, from any error text: tracebacks read, causes without what varies in them',
    ours: lib('model/sound-json.ts model/text.ts'),
  },
  'lib/model': {
    holds: 'jobs, counts, filter, progress, problems: plain types and pure functions',
    ours: lib('causes'),
  },
  'lib/clock.ts': { holds: 'timers, and the clock of paces', ours: [], packages: [] },
  'lib/entries.ts': {
    holds: 'how the program starts its own threads and processes, and finds its own files',
    ours: [],
    packages: ['node:'],
  },
  'lib/pattern.ts': {
    holds: 'what a log is searched for: a regular expression that cannot hang, or a text',
    packages: ['node:', 're2js'],
  },
  'lib/other-writers.ts': { holds: 'who else may change a file', packages: ['node:'] },
  'lib/nearest.ts': { holds: 'which known word was most likely meant', packages: ['leven'] },
  'lib/machine/state': {
    holds: 'the types of state, event, command and action; initial values, and what a state answers',
    ours: lib('model causes'),
  },
  'lib/machine/lines': {
    holds: 'arithmetic: what is on which line of a list or a text',
    ours: lib('model machine/state'),
  },
  'lib/machine/requests': {
    holds: 'what has to be read to show a state',
    ours: lib('model machine/state machine/lines'),
  },
  'lib/machine/keymap': {
    holds: 'every key as data: its action, its help, its hint, and why it can do nothing',
    ours: lib('model machine/state'),
  },
  'lib/machine/transition.ts': {
    holds: 'what an event leads to, and what the view tells about sizes',
    ours: lib('model machine/state'),
  },
  'lib/machine/modes': {
    holds: 'what keys and events do in each mode',
    ours: lib('model machine/state machine/lines machine/requests machine/transition.ts'),
  },
  'lib/machine/picture': {
    holds: 'what a new picture changes, step by step',
    ours: lib('model machine/state machine/transition.ts machine/modes'),
  },
  'lib/machine': {
    holds: '`JobsStateMachine`, its tables of events, actions and modes; what becomes of an order; no I/O',
    ours: lib('model machine'),
  },
  'lib/view/frame.ts': {
    holds: 'one whole screen as plain data: lines, tables, curves, and their positions',
  },
  'lib/view/text': {
    holds: 'clean text in cells: the sanitiser, width, cutting, wrapping, lines',
    ours: lib('view/frame.ts'),
    packages: ['get-east-asian-width'],
  },
  'lib/view/format': {
    holds: 'values → words: counts, sizes, durations, ages',
    ours: lib('model/text.ts view/glyphs.ts'),
    packages: ['pretty-bytes', 'pretty-ms'],
  },
  'lib/view': {
    holds: 'pure: (state, size, now) → `Frame`; layout, panels, dialogs, words',
    ours: lib('model causes pattern.ts machine view'),
  },
  'lib/cli': {
    holds: 'pure: commands, options and exit codes as data; completions, man page, documents from them',
    ours: lib('model machine'),
  },
  'lib/schema': {
    holds: 'loads `schema/*.sql` and adapts statements to the columns that a database has',
    ours: lib('model nearest.ts other-writers.ts'),
    packages: ['node:'],
  },
  'lib/snapshot/port.ts': {
    holds: 'what the rest of the program knows about readers: ports and rows',
    ours: lib('model'),
  },
  'lib/snapshot/files': {
    holds: 'opened files, paths, header, locks, rollback journal; one port for all of them, and for clocks',
    ours: lib('model'),
    packages: ['node:'],
  },
  'lib/snapshot/wal': {
    holds: 'the write-ahead log: frames, checksums, shared memory, and the checks that prove them',
    ours: lib('snapshot/files'),
    packages: ['node:'],
  },
  'lib/snapshot/attempt': {
    holds: 'one attempt to read pages that existed together: second reading, quiet time, memory of pages',
    ours: lib('model snapshot/port.ts snapshot/files snapshot/wal'),
    packages: ['node:'],
  },
  'lib/snapshot/sqlite': {
    holds: 'SQLite in WASM on the pages of an attempt',
    ours: lib('model entries.ts schema snapshot/port.ts snapshot/files snapshot/attempt'),
    packages: ['node:', 'sql.js'],
  },
  'lib/snapshot/tables': {
    holds: 'which tables and columns a database has, and queries on them',
    ours: lib('model schema snapshot/port.ts snapshot/attempt'),
    packages: ['node:'],
  },
  'lib/snapshot/failures': {
    holds: 'what tables beside the queue record of why jobs failed',
    ours: lib('model causes schema snapshot/port.ts snapshot/tables'),
  },
  'lib/snapshot/lists': {
    holds: 'which jobs pass a filter, and their order',
    ours: lib('model schema snapshot/port.ts snapshot/tables'),
    packages: ['node:'],
  },
  'lib/snapshot/index/columns': {
    holds: 'the columns of numbers and words that the index is made of',
    ours: lib('model schema'),
  },
  'lib/snapshot/index/pages': {
    holds: 'which pages a table has, and which of them changed',
    ours: lib('snapshot/files snapshot/attempt'),
  },
  'lib/snapshot/index/decode': {
    holds: "rows of a table's leaves as values",
    ours: lib(
      'model schema snapshot/port.ts snapshot/files snapshot/attempt snapshot/tables',
      'snapshot/index/columns snapshot/index/pages',
    ),
  },
  'lib/snapshot/index/rows': {
    holds: 'how many rows each job wrote',
    ours: lib(
      'model snapshot/port.ts snapshot/files snapshot/attempt snapshot/tables snapshot/index/columns',
      'snapshot/index/pages snapshot/index/decode',
    ),
  },
  'lib/snapshot/index/order': {
    holds: 'jobs in the orders of a list',
    ours: lib('model snapshot/lists snapshot/index/columns'),
  },
  'lib/snapshot/index/tallies': {
    holds: 'what parsers and workers did, added up',
    ours: lib('model snapshot/index/columns snapshot/index/rows'),
  },
  'lib/snapshot/index/queue': {
    holds: 'the index itself, what is remembered of its leaves, and single passes over it',
    ours: lib(
      'model schema snapshot/port.ts snapshot/tables snapshot/lists snapshot/index/columns',
      'snapshot/index/pages snapshot/index/decode snapshot/index/rows snapshot/index/order',
      'snapshot/index/tallies',
    ),
  },
  'lib/snapshot/index/sieve': {
    holds: 'which rows hold a text, by their bytes',
    ours: lib(
      'model schema snapshot/port.ts snapshot/attempt snapshot/tables snapshot/index/columns',
      'snapshot/index/pages snapshot/index/decode snapshot/index/queue',
    ),
  },
  'lib/snapshot/index/causes': {
    holds: 'what failed jobs have in common',
    ours: lib(
      'model causes snapshot/port.ts snapshot/attempt snapshot/tables snapshot/failures snapshot/index/columns',
      'snapshot/index/pages snapshot/index/decode snapshot/index/queue snapshot/index/sieve',
    ),
  },
  'lib/snapshot/index/list': {
    holds: 'one filtered list of the index, and questions about its jobs',
    ours: lib(
      'model causes schema snapshot/port.ts snapshot/attempt snapshot/tables snapshot/lists',
      'snapshot/index/columns snapshot/index/order snapshot/index/tallies snapshot/index/queue',
      'snapshot/index/sieve snapshot/index/causes',
    ),
  },
  'lib/snapshot/index/search': {
    holds: 'the jobs that a text finds, in the order of the list',
    ours: lib(
      'model snapshot/port.ts snapshot/tables snapshot/lists snapshot/index/columns snapshot/index/decode',
      'snapshot/index/order snapshot/index/queue snapshot/index/sieve snapshot/index/list',
    ),
  },
  'lib/snapshot/index': {
    holds: "the queue's index in memory, made from the table's pages or, where these can't be, its rows",
    ours: lib(
      'model causes schema snapshot/port.ts snapshot/files snapshot/attempt snapshot/tables snapshot/lists',
      'snapshot/failures',
    ),
    packages: ['node:'],
  },
  'lib/snapshot/outputs': {
    holds: 'where jobs wrote, and what exists there',
    ours: lib('model clock.ts schema snapshot/port.ts snapshot/files snapshot/tables'),
    packages: ['node:'],
  },
  'lib/snapshot/queries': {
    holds: 'rows → model',
    ours: lib(
      'model causes schema snapshot/port.ts snapshot/tables snapshot/lists snapshot/failures snapshot/index',
      'snapshot/outputs snapshot/workers',
    ),
    packages: ['node:'],
  },
  'lib/snapshot/changes': {
    holds: 'what differs between two instants of a queue, job by job',
    ours: lib('model causes snapshot/port.ts snapshot/tables snapshot/index snapshot/queries'),
  },
  'lib/snapshot/workers': {
    holds: "which workers' processes are still running",
    ours: lib('model clock.ts snapshot/files'),
    packages: ['node:'],
  },
  'lib/snapshot/job-log': {
    holds: "jobs' logs, piece by piece, without SQLite",
    ours: lib(
      'model pattern.ts schema snapshot/port.ts snapshot/files snapshot/wal snapshot/attempt',
      'snapshot/sqlite snapshot/tables snapshot/outputs snapshot/live-database.ts',
    ),
    packages: ['node:'],
  },
  'lib/snapshot/mirror': {
    holds: 'a database in memory with the rows of one that is elsewhere, read as one in files is',
    ours: lib(
      'model snapshot/port.ts snapshot/files snapshot/attempt snapshot/sqlite snapshot/index',
      'snapshot/reader-memory.ts snapshot/live-database.ts',
    ),
  },
  'lib/snapshot': {
    holds: 'readers: a live database, its pictures, counts and logs, in this thread or another (`thread/`)',
    ours: lib('model clock.ts entries.ts pattern.ts schema snapshot'),
    packages: ['node:'],
  },
  'lib/sources': {
    holds: 'several databases as one: their lists merged, everything else added up',
    ours: lib('model clock.ts snapshot/port.ts machine/state app/ports.ts app/read-pace.ts'),
    typesOnly: lib('clock.ts machine/state app/ports.ts'),
  },
  'lib/watch': { holds: 'when to read again', ours: ['lib/clock.ts'], packages: ['node:', 'chokidar'] },
  'lib/actions': {
    holds: 'writes, each in a short-lived process of its own',
    ours: lib('model entries.ts schema'),
    packages: ['node:', 'better-sqlite3'],
  },
  'lib/hosts/wire': {
    holds: "what two programs on two hosts tell each other: frames, a codec, and each message's form",
    ours: lib('model snapshot actions'),
    typesOnly: lib('snapshot actions'),
    packages: ['node:'],
  },
  'lib/hosts': {
    holds: 'databases on other hosts: the link over ssh, readers and watch over it, and what is served',
    ours: lib('model clock.ts entries.ts snapshot actions hosts'),
    packages: ['node:'],
  },
  'lib/postgres/link': {
    holds: 'the connection to a server of PostgreSQL: one read at one instant after another, its troubles',
    ours: lib('model clock.ts schema snapshot/files/read-failure.ts postgres/connection-parameters.ts'),
    packages: ['node:', 'pg'],
  },
  'lib/postgres/actions': {
    holds: 'writes to a queue in PostgreSQL: guarded statements, transactions tried again or lost',
    ours: lib(
      'model clock.ts schema actions postgres/link postgres/mirror/mirrored-table.ts',
      'postgres/connection-parameters.ts postgres/queues-there.ts',
    ),
    packages: ['node:'],
  },
  'lib/postgres': {
    holds: 'databases in PostgreSQL: addresses, and a mirror of their rows that readers of files read',
    ours: lib('model clock.ts schema snapshot postgres'),
    packages: ['node:'],
  },
  'lib/demo': {
    holds: "the demo's worker process and what starts it",
    ours: lib('model entries.ts schema actions snapshot/sqlite'),
    packages: ['node:'],
  },
  'lib/terminal': {
    holds: 'capabilities, key decoder, entering, leaving, suspending, lending; clipboards; folders',
    ours: lib('clock.ts entries.ts'),
    packages: ['node:', 'clipboardy'],
  },
  'lib/settings': {
    holds: "settings as data, from file and environment; what this operator's list keeps between starts",
    ours: lib('model nearest.ts other-writers.ts'),
    packages: ['node:'],
  },
  'lib/diagnostics': {
    holds: 'our own log file: a closed list of events, lines that are safe to show',
    packages: ['node:'],
  },
  'lib/app/log-feed.ts': {
    holds: 'reads the log that is on the screen',
    ours: lib('clock.ts app/ports.ts model machine snapshot diagnostics'),
  },
  'lib/app/read-pace.ts': {
    holds: 'how often something that changes is read',
    ours: lib('clock.ts'),
    typesOnly: lib('clock.ts'),
  },
  'lib/app/ports.ts': {
    holds: 'what the app uses of the world, as types',
    ours: ['lib'],
    typesOnly: ['lib'],
  },
  'lib/app': {
    holds: 'wires the ports together; `start()`/`stop()`; when to read and draw; specs start the same class',
    ours: lib('model machine view snapshot watch actions terminal settings diagnostics clock.ts'),
    packages: ['node:'],
  },
  'lib/commands': {
    holds:
      'what the command line does beside the dashboard: `--once`, `--json`, panels as text, `follow`, logs, metrics, `retry`, `cancel`, `stop`, `wait`, `doctor`, `init`, `migrate`',
    ours: ['lib'],
    packages: ['node:'],
  },
  'lib/databases': {
    holds:
      'the databases that an operator names: addresses one by one, who reads each, and serving one to others',
    ours: lib(
      'model cli clock.ts entries.ts nearest.ts schema snapshot sources watch actions settings hosts postgres',
      'terminal/programs view/text commands',
    ),
    users: ['lib/start', 'bin'],
    packages: ['node:'],
  },
  'lib/start': {
    holds: 'how each way of running begins: settings and databases resolved, readers and ports wired',
    ours: ['lib', 'widgets'],
    users: ['bin'],
    packages: ['node:'],
  },
  widgets: {
    holds: 'neo-blessed and blessed-contrib, nowhere else; `update(props)`, `place(rect)`, `destroy()`',
    ours: lib('view'),
    typesOnly: lib('view'),
    packages: ['node:', 'blessed', 'blessed-contrib'],
  },
  bin: {
    holds: 'the entries of the program and of its thread of readers; the command line; the bundler',
    ours: ['lib', 'widgets'],
    packages: ['node:', 'commander'],
  },
};

/**
 * Ceilings: the most lines and files that a folder may have, with all that is in it, and of those the most in a chain of
 * imports (`floors`). They have slack, so that a change doesn't edit them; whoever has made room lowers them.
 */
export const budget: Readonly<
  Record<string, { readonly lines: number; readonly files: number; readonly floors?: number }>
> = {
  lib: { lines: 90_000, files: 590 },
  'lib/start': { lines: 2_600, files: 15, floors: 6 },
  'lib/databases': { lines: 1_700, files: 15, floors: 6 },
  bin: { lines: 1_450, files: 18 },
  widgets: { lines: 1_850, files: 22 },
  schema: { lines: 4_000, files: 345 },
  spec: { lines: 106_000, files: 1_100 },
};

/**
 * How many files of lib/, widgets/ and schema/ may name each panel of rows, by its mode; and what names it in code: the mode,
 * the types of its question, its answer and its rows, and what reads, merges and draws these. So does its question's name
 * where a picture is asked or answers, and where it is a command.
 */
export const panelNames: Readonly<
  Record<ListPanel, { readonly most: number; readonly names: string; readonly question?: QuestionName }>
> = {
  CAUSES_PANEL: {
    most: 19,
    names: 'CausesRequest Causes CauseGroup readCauses causesOfSeveral causesView',
    question: 'causes',
  },
  WORKERS_PANEL: {
    most: 16,
    names: 'WorkersRequest WorkerList WorkerRow readWorkers workersOfSeveral workersView',
    question: 'workers',
  },
  PARSERS_PANEL: {
    most: 14,
    names: 'ParsersRequest ParserList ParserRow readParsers parsersOfSeveral parsersView',
    question: 'parsers',
  },
  ACTIVITY_PANEL: { most: 7, names: 'activityPanel' },
  DATABASES_PANEL: { most: 6, names: 'databasesPanel' },
};

/** A part of lib/ that has a README of its own, needs little of the rest, and is used by what its door shows alone. */
export interface Library {
  /** The files that others may import. */
  readonly door: readonly string[];
  /** How many names others may take of these in all. */
  readonly names: number;
  /** How many names it may take of the rest in all. */
  readonly needs: number;
}

/** By folder; the specs of each are in spec/ under the same name. */
export const libraries: Readonly<Record<string, Library>> = {
  'lib/causes': { door: ['cause.ts', 'error.ts', 'failures.ts', 'traceback/thrown.ts'], names: 21, needs: 8 },
};

/** No folder of sources holds more files of its own than this. */
export const mostInFolder = 25;

/** A file with fewer lines than this that only one other imports belongs into that one, but for these. */
export const leastLines = 25;
export const smallFiles: ReadonlySet<string> = new Set([
  // The bundler fills them in, or leaves them out.
  ...['lib/commands/bundled-version.ts', 'lib/hosts/agent/agent-source.ts', 'lib/schema/bundled-sql.ts'],
  'lib/commands/doctor/agent-findings.ts',
  // Parts that are loaded late or by themselves.
  ...['bin/serve-thread.ts', 'bin/remote-thread.ts'],
]);

/** The folders without code that is imported, for the table. */
export const otherFolders: Readonly<Record<string, string>> = {
  schema:
    '`.sql` only: tables, migrations, indexes, fragments, one file per query, per guarded write, per look at a log',
  docs: 'what the program does, how it is proved, how to use it; examples',
  spec: 'mirrors the rest; `support/`, `golden/`, `fixtures/`, `mutate/`, `torture/`, `simulation/`, `bench/`',
};

/** The rule of a file: that of the file itself, else of its folder. */
export function ruleOf(file: string): readonly [key: string, rule: Rule] | null {
  const keys = Object.keys(law).filter((key) => file === key || file.startsWith(`${key}/`));
  const [key] = keys.sort((one, other) => other.length - one.length);
  const rule = key === undefined ? undefined : law[key];
  return key === undefined || rule === undefined ? null : [key, rule];
}

/** The law as the table of ARCHITECTURE.md. */
export function lawTable(): string {
  const rows = Object.entries(law).map(([key, { holds, ours = [], typesOnly = [], packages = [] }]) => {
    const name = /\.ts$/.test(key) ? key : `${key}/`;
    const allowed = ours.map(
      (other) => `${other.replace(/^lib\//, '')}${typesOnly.includes(other) ? ' (types)' : ''}`,
    );
    return `| \`${name}\` | ${holds} | ${allowed.join(', ') || '–'} | ${packages.map((each) => each.replace('node:', 'Node')).join(', ') || '–'} |\n`;
  });
  const others = Object.entries(otherFolders).map(([name, holds]) => `| \`${name}/\` | ${holds} | | |\n`);
  return `| folder | holds | may import of ours | packages |\n|---|---|---|---|\n${rows.join('')}${others.join('')}`;
}
