import { type ChildProcess, execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { provide } from './databases.js';
import {
  type Figure,
  passes,
  type Target,
  type Trial,
  type TrialAnswer,
  type TrialTask,
  type Unit,
} from './trial.js';
import { trials } from './trials.js';

const usage = `npm run bench -- [options] [NAME…]
  NAME          a trial, or how the names of some begin; all of them where there is none
  --seed N      of databases and of all that chance decides (random)
  --list        print the names of the trials
Exits with 0 if every figure is within its target, 1 if not, and 2 if a name is unknown. The environment may say
  JOBS_VIEW_BENCH_FOLDER        where databases are kept for the next run of the same seed, 3.5 GB
  JOBS_VIEW_BENCH_IDLE_SECONDS  seconds of the trial "idle" (300)
`;

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

/** The trial's process that runs now. */
let current: ChildProcess | null = null;

/** Runs one trial in a process of its own, on copies of its databases that are gone afterwards. */
async function run(trial: Trial, databaseFolder: string, seed: number): Promise<Result> {
  const folder = join(databaseFolder, `trial-${trial.name}`);
  mkdirSync(folder, { recursive: true });
  try {
    const databases: Record<string, string> = {};
    for (const name of trial.databases) {
      const path = join(folder, `${name}.sqlite3`);
      copyFileSync(await provide(name, databaseFolder, seed), path);
      databases[name] = path;
    }
    const { name, options = {} } = trial;
    return { trial, answer: await answerOf(trial.program, { name, databases, folder, seed, options }) };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function answerOf(program: string, task: TrialTask): Promise<Result['answer']> {
  const file = fileURLToPath(new URL(`./programs/${program}.js`, import.meta.url));
  return new Promise((resolve) => {
    const given = ['--expose-gc', file, JSON.stringify(task)];
    current = execFile(process.execPath, given, { maxBuffer: 1e8 }, (error, output, complaint) =>
      resolve(error === null ? JSON.parse(output) : { failed: `ended with ${error.code}: ${complaint}` }),
    );
  });
}

/** The version that writers and native readers use. */
function sqliteVersion(): string {
  const database = new Database(':memory:');
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    database.close();
  }
}

/** The trials that were asked for, or null if there are none of a name, which it says. */
function chosen(): readonly Trial[] | null {
  const unknown = positionals.find((name) => !trials.some((trial) => trial.name.startsWith(name)));
  if (unknown !== undefined) {
    process.stderr.write(`No trial is called ${unknown}; --list prints the names.\n`);
    return null;
  }
  if (positionals.length === 0) return trials;
  return trials.filter(({ name }) => positionals.some((wanted) => name.startsWith(wanted)));
}

/** Runs them, and resolves to whether every figure is within its target. */
async function measure(selected: readonly Trial[]): Promise<boolean> {
  const kept = process.env.JOBS_VIEW_BENCH_FOLDER;
  const folder = kept ?? realpathSync(mkdtempSync(join(tmpdir(), 'jobs-view-bench-')));
  const remove = () => {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => {
      current?.kill();
      remove();
      process.exit(code);
    });
  const results: Result[] = [];
  const [processor] = cpus();
  process.stdout.write(
    `seed ${values.seed}, ${selected.length} trials, Node ${process.version}, SQLite ${sqliteVersion()}, ${cpus().length} × ${processor?.model ?? 'unknown processor'}\n`,
  );
  try {
    for (const [index, trial] of selected.entries()) {
      const result = await run(trial, folder, Number(values.seed));
      process.stderr.write(`${index + 1}/${selected.length} ${summary(result)}\n`);
      results.push(result);
    }
  } finally {
    remove();
  }
  process.stdout.write(`\n${table(results)}`);
  return allPass(results);
}

/** A trial and its result: its answer, or why it has none. */
interface Result {
  readonly trial: Trial;
  readonly answer: TrialAnswer | { readonly failed: string };
}

/** Whether every figure of every trial is on the right side of its target. */
function allPass(results: readonly Result[]): boolean {
  return results.every((result) =>
    result.trial.figures.every((figure) => passes(figureOf(result, figure), figure.target)),
  );
}

/** One trial's figures in a line, for a person who waits for the table. */
function summary(result: Result): string {
  const figures = result.trial.figures.map((figure) => cellsOf(result, figure).slice(3).join(' '));
  return `${result.trial.name}: ${figures.join(', ')}`;
}

/** What was measured, each figure with its target, and what there is to say about them. Ends in a newline. */
function table(results: readonly Result[]): string {
  const rows = results.flatMap((result) => result.trial.figures.map((figure) => cellsOf(result, figure)));
  const heads = ['trial', 'what', 'against', 'figure', 'target', ''];
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths
    .map((width) => '─'.repeat(width))
    .join('  ')
    .trimEnd();
  return `${[lines[0], rule, ...lines.slice(1), '', ...results.flatMap(notesOf)].join('\n')}\n`;
}

function cellsOf(result: Result, figure: Figure): string[] {
  const value = figureOf(result, figure);
  return [
    result.trial.name,
    figure.measured,
    figure.against,
    value === undefined ? '–' : amount(value, figure.unit),
    targetText(figure.target, figure.unit),
    passes(value, figure.target) ? 'pass' : 'FAIL',
  ];
}

function figureOf({ answer }: Result, { key }: Figure): number | undefined {
  return 'failed' in answer ? undefined : answer.figures[key];
}

function notesOf({ trial, answer }: Result): string[] {
  const notes = 'failed' in answer ? answer.failed.trimEnd().split('\n') : answer.notes;
  return notes.map((note) => `${trial.name}: ${note}`);
}

function targetText(target: Target, unit: Unit): string {
  return 'atMost' in target ? `≤ ${plain(target.atMost, unit)}` : `≥ ${plain(target.atLeast, unit)}`;
}

function plain(value: number, unit: Unit): string {
  if (unit === 'count') return `${value}`;
  return unit === '×' ? `${value}×` : `${value} ${unit}`;
}

/** Three digits at least, so that a figure near its target isn't rounded to the other side of it unseen. */
function amount(value: number, unit: Unit): string {
  if (Number.isInteger(value)) return plain(value, unit);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return plain(Number(value.toFixed(digits)), unit);
}

if (values.help) process.stdout.write(usage);
else if (values.list) process.stdout.write(`${trials.map(({ name }) => name).join('\n')}\n`);
else {
  const selected = chosen();
  process.exitCode = selected === null ? 2 : (await measure(selected)) ? 0 : 1;
}
