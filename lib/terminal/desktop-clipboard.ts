import { fileURLToPath } from 'node:url';
import type { Environment } from './capabilities.js';
import type { RunProcess } from './run-process.js';

const processPath = fileURLToPath(new URL('./clipboardy-process.js', import.meta.url));

/**
 * Whether there is a desktop whose clipboard is the operator's own. An X display forwarded by SSH counts; the
 * screen of a remote Mac or Windows machine doesn't.
 */
export function hasDesktop(environment: Environment, platform: string): boolean {
  if (platform === 'darwin' || platform === 'win32') return !overSsh(environment);
  return Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
}

/** Whether the operator is connected by SSH. */
export function overSsh(environment: Environment): boolean {
  return Boolean(environment.SSH_CONNECTION) || Boolean(environment.SSH_TTY);
}

/** Puts a text on the desktop's clipboard with clipboardy; false if that failed or took too long. */
export async function copyToDesktop(
  text: string,
  { environment, run, within }: { environment: Environment; run: RunProcess; within: number },
): Promise<boolean> {
  const ended = await run({
    program: process.execPath,
    args: [processPath],
    environment: { ...environment, NODE_OPTIONS: undefined },
    input: text,
    // It asks for the name of its working folder, which fails if the dashboard's own has been deleted.
    folder: '/',
    within,
  });
  return ended.kind === 'exited' && ended.code === 0;
}
