import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { type ActionProblem, actionProblem } from '../actions/action-problem.js';
import { withoutWarnings } from '../actions/run-action.js';
import { processArgs, started } from '../entries.js';
import { startFailure } from '../model/problem.js';

/** What the demo's process gets, as JSON in its first argument. */
export interface DemoSetup {
  /** Where it may make its folder, such as the system's temporary folder. */
  readonly temporaryFolder: string;
  /** The operator's home, named in output paths; nothing is written there. */
  readonly home: string;
  /** Equal seeds give equal work. */
  readonly seed: number;
  /** How long it should have been running already since the scene of behaviour 3.1, ms; default 0. */
  readonly pastMs?: number;
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

type NoDemo = { readonly kind: 'problem'; readonly problem: ActionProblem };
/** What the demo's process prints, as one line of JSON, once its database exists; or why it can't have one. */
export type DemoReport = { readonly kind: 'ready'; readonly path: string } | NoDemo;

const program = new URL('./demo-process.js', import.meta.url);
const stopWithinMs = 2000;

/**
 * Starts a process that makes a database and works through its queue as real workers would, in this process's environment
 * or another; resolves when the database is there. Never rejects. The process ends with this one, even if this one is killed.
 */
export async function startDemo(
  setup: DemoSetup,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly kind: 'demo'; readonly demo: Demo } | NoDemo> {
  // Nothing is ever sent through its stdin: the open pipe means that this process is alive.
  const child = started(() =>
    spawn(process.execPath, [...processArgs(program, withoutWarnings), JSON.stringify(setup)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environment,
    }),
  );
  child.stdin.on('error', () => {});
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-4000);
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(String(error)));
    child.on('close', () => resolve(complaint));
  });
  const line = new Promise<DemoReport>((resolve) => {
    createInterface({ input: child.stdout }).once('line', (text) => resolve(JSON.parse(text) as DemoReport));
  });
  const endedFirst = ended.then((detail) => notStarted(setup.temporaryFolder, detail));
  const report = await Promise.race([line, endedFirst]);
  if (report.kind === 'problem') {
    child.stdin.end();
    await ended;
    return report;
  }
  const folder = dirname(report.path);
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await ended;
    clearTimeout(timer);
    // It removes its folder itself, unless it was killed.
    await rm(folder, { recursive: true, force: true });
  };
  return { kind: 'demo', demo: { path: report.path, folder, pid: child.pid ?? Number.NaN, ended, stop } };
}

function notStarted(file: string, detail: string): NoDemo {
  const words = startFailure('The demo', detail) ?? {
    sentence: 'The demo ended before it started.',
    advice: 'Try again.',
  };
  return { kind: 'problem', problem: actionProblem('failed', file, { ...words, detail }) };
}
