import { accessSync, constants } from 'node:fs';
import { basename } from 'node:path';
import type { Environment } from './capabilities.js';
import type { ViewerCommand } from './viewers.js';

/**
 * A shell makes itself the terminal's owner, and if it is killed nobody else is. So one stands behind it that does
 * nothing but keep track of that (`-m`), and gives the terminal back to us.
 */
const keeper = ['-m', '-c', '"$0"; exit "$?"'] as const;

/** The accounts of services have these for a shell, which only say no. */
const refusing = new Set(['nologin', 'false', 'true']);

/** The operator's own shell, kept from taking the terminal with it if it is killed. */
export function shellCommand(environment: Environment): ViewerCommand {
  const own = environment.SHELL ?? '';
  return { program: '/bin/sh', args: [...keeper, isUsable(own) ? own : '/bin/sh'] };
}

function isUsable(shell: string): boolean {
  if (!shell.startsWith('/') || refusing.has(basename(shell))) return false;
  try {
    accessSync(shell, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
