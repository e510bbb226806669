import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeEach, expect } from '@jest/globals';
import { escapeDelayMs } from '../../lib/terminal/keys.js';
import { brief, program } from '../end-to-end/program.js';
import { createDatabase, type DatabaseOptions } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { type Held, holding } from '../support/holding.js';
import { NativeWriter } from '../support/native-writer.js';
import { type Pane, startPane } from '../support/pane.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { startTmux, type TmuxSession } from '../support/tmux.js';

/** An operator at a dashboard in a terminal, beside workers. */
export interface Operator {
  readonly pane: Pane;
  /** How large the terminal is at the beginning. */
  readonly size: readonly [columns: number, rows: number];
  readonly folder: TemporaryFolder;
  /** One of the workers: a connection of native SQLite in a process of its own. */
  readonly worker: NativeWriter;
  /** Presses keys, one after the other; if a question is on the screen, once that takes answers. */
  press(...keys: string[]): Promise<void>;
  /** Waits until the screen holds a text, or a screen that stands still holds all of these; returns it. */
  sees(...all: Held[]): Promise<string>;
  /** Waits until the whole screen is as a check wants it, and returns it: {@link Pane.shows}. */
  shows(check: (screen: string) => void): Promise<string>;
  /** Waits until the screen holds a text no longer, and returns it. */
  seesNo(text: string): Promise<string>;
  /** One column of one job, as native SQLite reads it. */
  read(id: number, column: string): Promise<unknown>;
  /** Sets columns of one job, as a worker does. */
  set(id: number, columns: string): Promise<number>;
  /** Quits the dashboard, and starts it again with the same command in the same terminal. */
  restart(): Promise<void>;
}

export interface OperatorOptions extends Omit<DatabaseOptions, 'rows'> {
  /** More of the command line. */
  readonly options?: string;
  /** Default: 100×30. */
  readonly size?: readonly [columns: number, rows: number];
  /** Whether the terminal is a pane of tmux; default: no. */
  readonly inTmux?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables that the dashboard doesn't have. */
  readonly without?: readonly string[];
}

/** Jobs that most robots need: one failed, one running, a backtest, one complete. Ids 1 to 5. */
export const someJobs = [
  {
    id: 1,
    plugin_name: 'alpha',
    status: 'FAILED',
    error_message: 'no such column',
    claim_time: '2026-01-15 09:00:00',
    end_time: '2026-01-15 09:10:00',
  },
  {
    id: 2,
    plugin_name: 'beta',
    status: 'FAILED',
    error_message: 'disk full',
    claim_time: '2026-01-15 08:00:00',
    end_time: '2026-01-15 08:10:00',
  },
  { id: 3, plugin_name: 'gamma', status: 'RUNNING', claim_time: '2026-01-15 10:00:00' },
  { id: 4, plugin_name: 'delta', status: 'RUNNING', job_type: 'BACKTEST', claim_time: '2026-01-15 09:30:00' },
  {
    id: 5,
    plugin_name: 'epsilon',
    status: 'COMPLETED',
    output_path: '/out/orders.parquet',
    claim_time: '2026-01-15 07:00:00',
    end_time: '2026-01-15 07:10:00',
  },
] as const;

/** What an operator had before them when their dashboard had started. */
interface Beginning {
  readonly screen: string;
  /** The names in their folder. */
  readonly files: ReadonlySet<string>;
  /** Statements that give all tables the rows that they had. */
  readonly rows: string;
  readonly size: readonly [columns: number, rows: number];
}

interface Open {
  readonly operator: Operator;
  readonly options: OperatorOptions;
  readonly beginning: Beginning;
}

let open: Open | null = null;

/**
 * Makes each test begin with an operator before {@link someJobs}, who has done nothing yet. A start takes longer than
 * most tests, so the dashboard is that of the test before, if it was started in the same way and shows again what it
 * showed then. All parts of the operator are those of the test at hand, whichever that is when they are used.
 */
export function withOperator(options: OperatorOptions = {}): Operator {
  beforeEach(async () => {
    if (open !== null && !(isDeepStrictEqual(open.options, options) && (await beginsAgain(open))))
      await end();
    open ??= await start(options);
  }, 40_000);
  const now = <K extends keyof Operator>(name: K): Operator[K] => {
    if (open === null) throw new Error('no operator');
    return open.operator[name];
  };
  const methods = ['press', 'sees', 'shows', 'seesNo', 'read', 'set', 'restart'] as const;
  const parts = ['pane', 'folder', 'worker'] as const;
  return Object.fromEntries([
    ...methods.map((name) => [name, (...given: never[]) => Reflect.apply(now(name), null, given)]),
    ...parts.map((name) => [name, new Proxy({}, { get: (_, key) => boundTo(now(name), key) })]),
  ]) as Operator;
}

/** A property; a method can be called by itself. */
function boundTo(object: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(object, key);
  return typeof value === 'function' ? value.bind(object) : value;
}

/** The same in a pane of tmux, for what only tmux shows. Its program has to be there: {@link needs}. */
export function withOperatorInTmux(options: OperatorOptions = {}): Operator & { readonly tmux: TmuxSession } {
  const operator = withOperator({ ...options, inTmux: true });
  return { ...operator, tmux: operator.pane as TmuxSession };
}

afterAll(end);

async function end(): Promise<void> {
  if (open !== null) await goneWith(open.operator);
  open = null;
}

/** Ends what an operator has started, and removes the folder. */
async function goneWith({ pane, folder }: Operator): Promise<void> {
  await pane.close();
  await NativeWriter.killAll();
  folder.remove();
}

async function start(options: OperatorOptions): Promise<Open> {
  const {
    options: more = '',
    size = [100, 30],
    inTmux = false,
    environment,
    without = [],
    ...database
  } = options;
  const command = [
    'env',
    ...without.flatMap((name) => ['-u', name]),
    process.execPath,
    ...brief,
    program,
  ].join(' ');
  const folder = temporaryFolder();
  const path = folder.file('jobs.sqlite3');
  await createDatabase(path, { migrated: 'all', ...database, rows: someJobs });
  const kept = folder.file('kept.sqlite3');
  copyFileSync(path, kept);
  const [columns, rows] = size;
  const pane = await (inTmux ? startTmux : startPane)({
    columns,
    rows,
    folder: folder.path,
    environment: { HOME: folder.path, LANG: 'C.UTF-8', ...environment },
  });
  const worker = await NativeWriter.start(path);
  let last = '';
  const operator: Operator = {
    ...{ pane, size, folder, worker },
    press: async (...keys) => {
      for (const key of keys) {
        // Nobody is quick enough to press a key right behind Escape.
        if (last === 'Escape') await sleep(2 * escapeDelayMs);
        last = key;
        // Nothing answers a question that has just come, and an operator reads it first.
        if (/\[▸.* \][\s\S]*\[Esc\] Back/.test(await pane.capture())) await pane.waitForText('[y] Yes');
        await pane.sendKeys(key);
      }
    },
    sees: (...all) =>
      all.length === 1 && typeof all[0] === 'string'
        ? pane.waitForText(all[0], { within: 15_000 })
        : pane.shows(holding(...all), { within: 15_000 }),
    shows: (check) => pane.shows(check, { within: 15_000 }),
    seesNo: (text) => pane.waitForNoText(text, { within: 15_000 }),
    read: async (id, column) => {
      const rows = await worker.all(`SELECT ${column} AS value FROM cf_processing_queue WHERE id = ${id}`);
      return rows[0]?.value;
    },
    set: (id, columns) => worker.run(`UPDATE cf_processing_queue SET ${columns} WHERE id = ${id}`),
    restart: async () => {
      await operator.press('q');
      await operator.sees('ended 0');
      await pane.command('clear; again');
    },
  };
  await pane.command(`again() { ${command} ${path} ${more}; echo "ended $?"; }; clear; again`);
  try {
    await operator.sees('alpha');
    return { operator, options, beginning: await beginningOf(operator, kept) };
  } catch (error) {
    await goneWith(operator);
    throw error;
  }
}

/** Leaves whatever is open above the list, however deep, and with the list what is marked, searched and filtered. */
const back = ['Escape', 'Escape', 'Escape', 'Escape', 'BSpace'];

/** The beginning of an operator who has just started; `kept`: a copy of the database, which is closed. */
async function beginningOf({ pane, size, folder, worker }: Operator, kept: string): Promise<Beginning> {
  const tables = await worker.all("SELECT name FROM sqlite_master WHERE type = 'table'");
  const renewed = tables.map(
    ({ name }) => `DELETE FROM main.${name}; INSERT INTO main.${name} SELECT * FROM kept.${name}`,
  );
  return {
    screen: await pane.shows((screen) => expect(screen).toMatch(/• live ─┐\n.*▸.*\n└─+┘/s)),
    files: new Set(readdirSync(folder.path)),
    rows: `ATTACH '${kept}' AS kept; BEGIN IMMEDIATE; ${renewed.join(';')}; COMMIT; DETACH kept`,
    size,
  };
}

/** What a screen says, whatever the ages in it and the room that they take. */
const ageless = (screen: string) => screen.replaceAll(/\d+[dhms]( \d+[hms])?/g, 'age').replaceAll(/ +/g, ' ');

/**
 * Makes all of it as it was at the beginning; false where the program has ended, or its screen becomes another. Hidden
 * files stay: what a dashboard keeps for the next start, it keeps in the meantime, too.
 */
async function beginsAgain({ operator, beginning }: Open): Promise<boolean> {
  const { pane, folder, worker } = operator;
  const { screen, files, rows, size } = beginning;
  if (!(await pane.isTaken())) return false;
  try {
    await pane.resize(...size);
    await pane.sendKeys(...back);
    for (const name of readdirSync(folder.path))
      if (!files.has(name) && !name.startsWith('.')) rmSync(folder.file(name), { recursive: true });
    await worker.exec(rows);
    await showsAgain(pane, screen);
    return true;
  } catch (error) {
    console.warn(`The next test begins with another dashboard. ${error}`);
    return false;
  }
}

/** Goes to the first job, whenever the screen stands still and isn't this one, until it is. */
async function showsAgain(pane: Pane, screen: string): Promise<void> {
  let now = '';
  await eventually(
    async () => {
      const before = now;
      now = await pane.capture();
      const isThis = ageless(now) === ageless(screen);
      if (!isThis && now === before) await pane.sendKeys('g');
      return isThis;
    },
    () => `wanted\n${screen}\nbut the screen is\n${now}`,
    { within: 5000, every: 30 },
  );
}
