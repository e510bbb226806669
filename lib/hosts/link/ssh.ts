import { spawn } from 'node:child_process';
import type { HostAddress } from '../address.js';
import type { LinkProcess } from './host-connection.js';

/** What is started there: without a path, so that none is in a list of processes. */
const served = 'jobs-view serve --stdio';

/**
 * The words of the command that leads to a host, after those of the operator's own: no terminal, nothing that asks, an
 * end where the line is dead, and nothing forwarded.
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

/** Starts it, in a session of its own: neither the terminal's keys reach it, nor could it ask there. */
export function startSsh(
  command: readonly string[],
  address: HostAddress,
  environment: NodeJS.ProcessEnv,
): LinkProcess {
  const [program = 'ssh', ...args] = sshWords(command, address);
  return spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: environment, detached: true });
}
