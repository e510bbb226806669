import { spawn } from 'node:child_process';
import { started } from '../../entries.js';
import type { HostAddress } from '../address.js';
import type { LinkProcess } from './host-connection.js';

/** The command that is started there: without a path, so that none is in a list of processes. */
const served = 'jobs-view serve --stdio';

/**
 * The words of the command that connects to a host, after the operator's own: without a terminal, prompts or
 * forwarding, and ending if the line is dead.
 */
export function sshWords(command: readonly string[], { user, host, port }: HostAddress): readonly string[] {
  return [
    ...command,
    ...['-T', '-a', '-x'],
    ...['-o', 'BatchMode=yes', '-o', 'ClearAllForwardings=yes'],
    ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
    ...(port === null ? [] : ['-p', String(port)]),
    ...['--', user === null ? host : `${user}@${host}`, served],
  ];
}

/**
 * Starts it in a session of its own, so that the terminal's keys don't reach it and it can't prompt there. Without a
 * `cwd` it works in the folder of this process.
 */
export function startSsh(
  command: readonly string[],
  address: HostAddress,
  environment: NodeJS.ProcessEnv,
  where: { readonly cwd?: string } = {},
): LinkProcess {
  const [program = 'ssh', ...args] = sshWords(command, address);
  return started(() => spawn(program, args, { stdio: 'pipe', env: environment, detached: true, ...where }));
}
