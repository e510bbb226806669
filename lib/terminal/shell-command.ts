import { accessSync, constants } from 'node:fs';
import { basename } from 'node:path';
import type { Environment } from './capabilities.js';
import type { ViewerCommand } from './viewers.js';

/**
 * A shell makes itself the terminal's owner, and if it is killed there is no owner. So it runs under another shell
 * that only keeps track of that (`-m`), and gives the terminal back to us.
 */
const keeper = ['-m', '-c', '"$0"; exit "$?"'] as const;

/** The shells of service accounts, which only refuse to start. */
const refusing = new Set(['nologin', 'false', 'true']);

/** The operator's own shell, run so that the terminal survives its being killed. */
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
