import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { provide } from './databases.js';
import { allPass, type Result, summary, table } from './table.js';
import type { Trial, TrialAnswer, TrialTask } from './trial.js';
import { trials } from './trials.js';

const usage = `npm run bench -- [options] [NAME…]
  NAME          a trial, or how the names of some begin; all of them where there is none
  --seed N      of databases and of all that chance decides (random)
  --list        print the names of the trials
Exits with 0 if every figure is within its target. The environment may say
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

async function answerOf(program: string, task: TrialTask): Promise<Result['answer']> {
  const file = fileURLToPath(new URL(`./programs/${program}.js`, import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', file, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  current = child;
  let [output, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code] = await once(child, 'close');
  if (code === 0) return JSON.parse(output) as TrialAnswer;
  return { failed: `ended with ${code}: ${complaint}` };
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

function chosen(): readonly Trial[] {
  const unknown = positionals.find((name) => !trials.some((trial) => trial.name.startsWith(name)));
  if (unknown !== undefined) throw new Error(`no trial is called ${unknown}; see --list`);
  if (positionals.length === 0) return trials;
  return trials.filter(({ name }) => positionals.some((wanted) => name.startsWith(wanted)));
}

async function main(): Promise<boolean> {
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
  const selected = chosen();
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

if (values.help) process.stdout.write(usage);
else if (values.list) process.stdout.write(`${trials.map(({ name }) => name).join('\n')}\n`);
else process.exitCode = (await main()) ? 0 : 1;
