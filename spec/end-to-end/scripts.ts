import { type ChildProcess, spawn } from 'node:child_process';
import { eventually } from '../support/eventually.js';
import { sharedCodeCache } from '../support/shared-code-cache.js';
import { program } from './program.js';

/** How a run of the program ended, and what it printed. */
export interface Run {
  /** 128 + n where signal n ended it, as shells say it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly errors: string;
}

/** The compiled program, started as a script starts it: no terminal anywhere. */
export interface Script {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
  /** Resolves once it has printed this text, on stdout or stderr. */
  says(text: string): Promise<unknown>;
}

const running = new Set<ChildProcess>();

/** Starts the program with these arguments; `environment` is all that it sees beside PATH, TERM, LANG and `sharedCodeCache`. */
export function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Script {
  return startProgram(program, args, environment);
}

/** Starts another program in the same way. */
export function startProgram(
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Script {
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH: process.env.PATH, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...sharedCodeCache() },
      ...environment,
    },
  });
  running.add(child);
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<Run>((resolve) =>
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, out, errors });
    }),
  );
  const printed = () => `${out}${errors}`;
  const says = (text: string) => eventually(() => printed().includes(text), printed, { within: 30_000 });
  return { child, ended, says };
}

/** Runs the program to its end. */
export function run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Run> {
  return start(args, environment).ended;
}

/** Ends what a failed test left running: for `afterEach`. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
