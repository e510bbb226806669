import { spawn } from 'node:child_process';
import { started } from '../../entries.js';
import type { HostAddress } from '../address.js';
import { shellText } from './far-shell.js';
import type { LinkProcess } from './host-connection.js';

/**
 * A command here with pipes to one that it starts elsewhere: on another host, in a container, as another user. Its words,
 * the program first, such that `sh -c script` runs there. The script has no single quote, no backslash that is doubled
 * or stands before a quote, no exclamation mark and no line end: within single quotes every shell takes it as it is.
 */
export type FarCommand = (script: string) => readonly string[];

/**
 * Starts it in a session of its own, so that the terminal's keys don't reach it and it can't prompt there. Without a
 * `cwd` it works in the folder of this process.
 */
export function startFar(
  command: FarCommand,
  environment: NodeJS.ProcessEnv,
  where: { readonly cwd?: string } = {},
): LinkProcess {
  const [program = '', ...args] = command(shellText);
  return started(() => spawn(program, args, { stdio: 'pipe', env: environment, detached: true, ...where }));
}

/**
 * The command that connects to a host, with the operator's own words first: without a terminal, prompts or forwarding,
 * and ending if the line is dead. ssh hands its last word to the login shell there, whichever that is.
 */
export function sshTo(command: readonly string[], { user, host, port }: HostAddress): FarCommand {
  return (script) => [
    ...command,
    ...['-T', '-a', '-x'],
    ...['-o', 'BatchMode=yes', '-o', 'ClearAllForwardings=yes'],
    ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
    ...(port === null ? [] : ['-p', String(port)]),
    ...['--', user === null ? host : `${user}@${host}`, `sh -c '${script}'`],
  ];
}
