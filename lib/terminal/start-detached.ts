import { spawn } from 'node:child_process';
import type { Environment } from './capabilities.js';

/** Starts a program that may outlive the dashboard; false if it failed at once. */
export type StartDetached = (
  program: string,
  args: readonly string[],
  environment: Environment,
) => Promise<boolean>;

/** A program that is still running after this many milliseconds has started successfully. */
const begunWellMs = 700;

/** Starts a program without a terminal, in a session of its own, and never rejects. */
export const startDetached: StartDetached = async (program, args, environment) => {
  try {
    return await start(program, args, environment);
  } catch {
    return false;
  }
};

const start: StartDetached = (program, args, environment) =>
  new Promise((resolve) => {
    const child = spawn(program, [...args], {
      env: { ...environment },
      cwd: '/',
      stdio: 'ignore',
      detached: true,
    });
    const begun = setTimeout(() => resolve(true), begunWellMs);
    const settle = (well: boolean): void => {
      clearTimeout(begun);
      resolve(well);
    };
    child.on('error', () => settle(false));
    child.on('exit', (code) => settle(code === 0));
    child.unref();
  });
