import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type ActionProblem, actionProblem } from '../actions/action-problem.js';
import { withoutWarnings } from '../actions/run-action.js';
import { processArgs, started } from '../entries.js';
import { startFailure } from '../model/problem.js';

/** How to start a demo. */
interface DemoOptions {
  /** Where it may make its folder, such as the system's temporary folder. */
  readonly temporaryFolder: string;
  /** The operator's home, named in output paths; nothing is written there. */
  readonly home: string;
  /** The same seed gives the same work. */
  readonly seed: number;
  /**
   * How long it should have been running already, ms; default 0. Only with a value above 0 does it open with the
   * scene of behaviour 3.1.
   */
  readonly pastMs?: number;
  /** The environment of its process; default: this one's. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A running demo. */
export interface Demo {
  /** Its database. */
  readonly path: string;
  /** Its folder, which is removed when it ends. */
  readonly folder: string;
  readonly pid: number;
  /** Resolves when its process has ended, for whatever reason, with its error message if it had one. */
  readonly ended: Promise<string>;
  /** Ends it; resolves when its process and its folder are gone. May be called more than once. */
  stop(): Promise<void>;
}

/** What the demo's process gets, as JSON in its first argument. */
export type DemoSetup = Required<Omit<DemoOptions, 'environment'>>;

/** What the demo's process prints, as one line of JSON, once its database exists; or why it can't have one. */
export type DemoReport =
  | { readonly kind: 'ready'; readonly path: string; readonly folder: string }
  | { readonly kind: 'problem'; readonly problem: ActionProblem };

/** A started demo, or why it couldn't start. */
type DemoStart =
  | { readonly kind: 'demo'; readonly demo: Demo }
  | { readonly kind: 'problem'; readonly problem: ActionProblem };

const program = new URL('./demo-process.js', import.meta.url);
const stopWithinMs = 2000;

/**
 * Starts a process that makes a WAL database and works through its queue as real workers would, and resolves when
 * the database is there. Never rejects. The process ends with this one, even if this one is killed.
 */
export async function startDemo(options: DemoOptions): Promise<DemoStart> {
  const { temporaryFolder, home, seed, pastMs = 0, environment } = options;
  const setup: DemoSetup = { temporaryFolder, home, seed, pastMs };
  const child = started(() =>
    spawn(process.execPath, [...processArgs(program, withoutWarnings), JSON.stringify(setup)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(environment === undefined ? {} : { env: environment }),
    }),
  );
  // Nothing is ever sent: the open pipe means that this process is alive.
  child.stdin.on('error', () => {});
  const ended = complaintAtTheEnd(child);
  const report = await firstReport(child, ended, temporaryFolder);
  if (report.kind === 'problem') {
    child.stdin.end();
    await ended;
    return report;
  }
  const { path, folder } = report;
  const stop = (): Promise<void> => stopDemo(child, ended, folder);
  return { kind: 'demo', demo: { path, folder, pid: child.pid ?? Number.NaN, ended, stop } };
}

async function stopDemo(child: ChildProcess, ended: Promise<string>, folder: string): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(timer);
  // It removes its folder itself, unless it was killed.
  await rm(folder, { recursive: true, force: true });
}

function complaintAtTheEnd(child: ChildProcess): Promise<string> {
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-4000);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(String(error)));
    child.on('close', () => resolve(complaint));
  });
}

/** The process's first line, or a problem if it ends without one. */
async function firstReport(child: ChildProcess, ended: Promise<string>, file: string): Promise<DemoReport> {
  const line = new Promise<DemoReport>((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once('line', (text) => resolve(JSON.parse(text) as DemoReport));
  });
  const end = ended.then((detail): DemoReport => {
    const words = startFailure('The demo', detail) ?? {
      sentence: 'The demo ended before it started.',
      advice: 'Try again.',
    };
    return { kind: 'problem', problem: actionProblem('failed', file, { ...words, detail }) };
  });
  return Promise.race([line, end]);
}
