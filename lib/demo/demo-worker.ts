import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement, Values, Writable } from '../actions/driver/driver.js';
import { sqlText } from '../schema/statement.js';
import type { Random } from './random.js';
import {
  type ClaimedJob,
  type OutputFolders,
  type ScriptedJob,
  type Step,
  scripted,
  workedOn,
} from './scripted-job.js';

/** A time as `datetime()` writes it (behaviour 9.4): `YYYY-MM-DD HH:MM:SS`, UTC. From ms since the epoch. */
export function sqliteTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** Runs the statements of schema/demo/ by their names, each prepared once, and returns the rows that one selects. */
export function statementsOf(database: Writable) {
  const prepared = new Map<string, Statement>();
  return <Row>(name: string, values: Values = {}): readonly Row[] => {
    const statement = prepared.get(name) ?? database.prepare(sqlText(`demo/${name}`));
    prepared.set(name, statement);
    return statement.all(values) as Row[];
  };
}

/** What all workers share. */
export interface WorkerTools {
  readonly run: ReturnType<typeof statementsOf>;
  /** Does what is done in it in one commit, or none of it if it throws. */
  readonly inOneCommit: (work: () => void) => void;
  readonly folders: OutputFolders;
  readonly random: Random;
}

/** How many lines of a job's log are retained, like a careful worker's. */
const logLines = 200;
/**
 * A step counts for at most this many ms: after the machine slept, or a debugger paused the process, a job must not
 * jump to its end.
 */
const longestStepMs = 5000;

/** Only exports have a folder that exists: output paths elsewhere appear in the database, and are never touched. */
function isExport(path: string | null, { exports }: OutputFolders): path is string {
  return path?.startsWith(`${exports}/`) === true && !path.includes('..');
}

/** Removes the folder of an export. */
export function removeOutput(path: string | null, folders: OutputFolders): void {
  if (isExport(path, folders)) rmSync(path, { recursive: true, force: true });
}

/** One worker: claims a job, records how it goes and ends, claims the next. */
export class DemoWorker {
  readonly #number: number;
  readonly #tools: WorkerTools;
  #task: { readonly job: ScriptedJob; log: readonly string[]; steppedAt: number } | null = null;

  constructor(number: number, tools: WorkerTools) {
    this.#number = number;
    this.#tools = tools;
  }

  /** Claims a job, if one is queued, and decides what happens in it; `known`: what is decided already. */
  claim(now: number, known: Partial<ScriptedJob> = {}): void {
    const { run, folders, random } = this.#tools;
    const host = `worker-${this.#number}`;
    const [job] = run<ClaimedJob>('claim', { host, pid: 4000 + this.#number, now: sqliteTime(now) });
    if (job === undefined) return;
    const version = job.version === null ? '' : ` v${job.version}`;
    const log = [logLine(now, 'INFO', `${host} took up ${job.type} ${job.name}${version}`)];
    this.#task = { job: { ...scripted(job, folders, random), ...known }, log, steppedAt: now };
  }

  /** Continues with the job in hand, or claims one. */
  round(now: number): void {
    if (this.#task === null) {
      this.claim(now);
      return;
    }
    const elapsedMs = Math.min(now - this.#task.steppedAt, longestStepMs);
    // A whole step in one commit, so that half a step is never visible.
    if (elapsedMs > 0) this.#tools.inOneCommit(() => this.work(elapsedMs, now));
  }

  /** Works for a number of ms, and records it as of `now`, unless the job was cancelled; `known`: its result. */
  work(elapsedMs: number, now: number, known: Partial<Step> = {}): void {
    if (this.#task === null) return;
    const { run, random, folders } = this.#tools;
    const { job, log } = this.#task;
    const { id, outputPath, sink } = job;
    const step = { ...workedOn(job, elapsedMs, random), ...known };
    const { failures, rows, bytes, ...columns } = step;
    const at = sqliteTime(now);
    const isOurs = run('progress', { id, ...columns, outputPath, now: at }).length === 1;
    const lines = [...log, ...linesOf(step, job, now)].slice(-logLines);
    this.#task = isOurs && step.status === 'RUNNING' ? { job, log: lines, steppedAt: now } : null;
    if (!isOurs) return;
    for (const failure of failures) run('failure', { job: id, ...failure });
    run('log', { job: id, text: `${lines.join('\n')}\n`, now: at });
    if (rows > 0) {
      const perSecond = (count: number) => Math.round((count * 1000) / elapsedMs);
      const speed = { rowsPerSecond: perSecond(rows), bytesPerSecond: perSecond(bytes) };
      run('metric', { job: id, ...speed, depth: null, now: at });
      // A write takes about 12 ms, and one in 25 takes much longer.
      const latencyMs = random.onceIn(25) ? random.whole(30, 60) : random.whole(8, 17);
      if (sink !== null) run('sink', { ...sink, rows, bytes, latencyMs, errors: failures.length, now: at });
    }
    if (step.status !== 'COMPLETED' || !isExport(outputPath, folders)) return;
    mkdirSync(outputPath, { recursive: true });
    writeFileSync(join(outputPath, 'production.dat'), `\u00feBEGBATES\u00fe\n\u00feSMITH000001\u00fe\n`);
    writeFileSync(
      join(outputPath, 'README.txt'),
      `The jobs-view demo exported ${step.processed} records here.\n`,
    );
  }
}

function logLine(now: number, level: string, message: string): string {
  return `${sqliteTime(now)} ${level.padEnd(5)} ${message}`;
}

function linesOf({ failures, processed, total, failed, rows, status }: Step, job: ClaimedJob, now: number) {
  const of = total > 0 ? `/${total}` : '';
  const noun = job.type === 'EXPORT' ? 'records' : 'files';
  return [
    ...failures.map(({ file, line, type, message }) =>
      logLine(now, 'ERROR', `${file}:${line}: ${type}: ${message}`),
    ),
    logLine(now, 'INFO', `${processed}${of} ${noun}, ${failed} failed, ${rows} rows written`),
    ...(status === 'RUNNING' ? [] : [logLine(now, status === 'FAILED' ? 'ERROR' : 'INFO', status)]),
  ];
}
