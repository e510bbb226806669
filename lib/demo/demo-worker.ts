import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoStore, sqliteTime } from './demo-store.js';
import type { Random } from './random.js';
import {
  type ClaimedJob,
  type OutputFolders,
  type Script,
  ScriptedJob,
  type Step,
  scriptFor,
} from './scripted-job.js';

/** What all workers share. */
export interface WorkerTools {
  readonly store: DemoStore;
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
  readonly #host: string;
  readonly #pid: number;
  readonly #tools: WorkerTools;
  #task: { readonly scripted: ScriptedJob; lines: readonly string[]; steppedAt: number } | null = null;

  constructor(number: number, tools: WorkerTools) {
    this.#host = `worker-${number}`;
    this.#pid = 4000 + number;
    this.#tools = tools;
  }

  /** Claims a job, if one is queued, and decides what happens in it; `known`: what is decided already. */
  claim(now: number, known: Partial<Script> = {}): void {
    const { store, folders, random } = this.#tools;
    const values = { host: this.#host, pid: this.#pid, now: sqliteTime(now) };
    const [job] = store.all<ClaimedJob>('claim', values);
    if (job === undefined) return;
    const scripted = new ScriptedJob(job, { ...scriptFor(job, folders, random), ...known }, random);
    const version = job.version === null ? '' : ` v${job.version}`;
    const line = logLine(now, 'INFO', `${this.#host} took up ${job.type} ${job.name}${version}`);
    this.#task = { scripted, lines: [line], steppedAt: now };
  }

  /** Continues with the job in hand, or claims one. */
  round(now: number): void {
    const task = this.#task;
    const elapsedMs = task === null ? 0 : Math.min(now - task.steppedAt, longestStepMs);
    if (task === null) this.claim(now);
    if (task === null || elapsedMs <= 0) return;
    // A whole step in one commit, so that half a step is never visible.
    this.#tools.store.transaction(() => this.work(elapsedMs, now));
  }

  /** Works for a number of ms, and records it as of `now`, unless the job was cancelled; `known`: its result. */
  work(elapsedMs: number, now: number, known: Partial<Step> = {}): void {
    if (this.#task === null) return;
    const { store, random, folders } = this.#tools;
    const { scripted, lines } = this.#task;
    this.#task.steppedAt = now;
    const step = { ...scripted.step(elapsedMs), ...known };
    const { processed, total, failed, backtest, rows, bytes, failures, end } = step;
    const { outputPath, sink } = scripted.script;
    const { id } = scripted.job;
    const at = sqliteTime(now);
    const percent = total > 0 ? Math.floor((processed / total) * 100) : 0;
    const progress = { id, processed, total, failed, percent, backtest, outputPath, now: at };
    const isOurs = store.run('progress', progress) === 1;
    if (!isOurs || end !== null) this.#task = null;
    if (!isOurs) return;
    for (const failure of failures) store.run('failure', { job: id, ...failure });
    const added = linesOf(step, scripted.noun, now);
    const log = [...lines, ...added].slice(-logLines);
    if (this.#task !== null) this.#task.lines = log;
    store.run('log', { job: id, text: `${log.join('\n')}\n`, now: at });
    if (rows > 0) {
      const perSecond = (count: number) => Math.round((count * 1000) / elapsedMs);
      const speed = { rowsPerSecond: perSecond(rows), bytesPerSecond: perSecond(bytes) };
      store.run('metric', { job: id, ...speed, depth: store.depth(), now: at });
      // A write takes about 12 ms, and one in 25 takes much longer.
      const latencyMs = random.onceIn(25) ? random.whole(30, 60) : random.whole(8, 17);
      if (sink !== null)
        store.run('sink', { ...sink, rows, bytes, latencyMs, errors: failures.length, now: at });
    }
    if (end === null) return;
    store.run('finish', { id, ...end, outputPath, now: at });
    if (end.status !== 'COMPLETED' || !isExport(outputPath, folders)) return;
    mkdirSync(outputPath, { recursive: true });
    writeFileSync(join(outputPath, 'production.dat'), `\u00feBEGBATES\u00fe\n\u00feSMITH000001\u00fe\n`);
    writeFileSync(join(outputPath, 'README.txt'), `The jobs-view demo exported ${processed} records here.\n`);
  }
}

function logLine(now: number, level: string, message: string): string {
  return `${sqliteTime(now)} ${level.padEnd(5)} ${message}`;
}

function linesOf(
  { failures, processed, total, failed, rows, end }: Step,
  noun: string,
  now: number,
): string[] {
  const of = total > 0 ? `/${total}` : '';
  return [
    ...failures.map(({ file, line, type, message }) =>
      logLine(now, 'ERROR', `${file}:${line}: ${type}: ${message}`),
    ),
    logLine(now, 'INFO', `${processed}${of} ${noun}, ${failed} failed, ${rows} rows written`),
    ...(end === null ? [] : [logLine(now, end.status === 'FAILED' ? 'ERROR' : 'INFO', end.status)]),
  ];
}
