import { spawn } from 'node:child_process';
import type { Environment } from './capabilities.js';

/** How long `stty` may take, in milliseconds: it answers at once, or not at all. */
const withinMs = 500;

/**
 * The line's modes (echo, whole lines, keys that send signals) in the form that `stty` reads; null if it fails.
 * Node knows only two sets of modes, and would take what a killed program left behind for the terminal's own.
 */
export async function saveModes(environment: Environment): Promise<string | null> {
  const said = (await stty('-g', environment)).trim();
  return /^[\w:=]+$/.test(said) ? said : null;
}

/** Restores saved modes. */
export async function restoreModes(modes: string | null, environment: Environment): Promise<void> {
  if (modes !== null) await stty(modes, environment);
}

/**
 * In a session of its own, `stty` may set the terminal even from the background, where it would otherwise be
 * stopped.
 */
function stty(argument: string, environment: Environment): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('stty', [argument], {
      stdio: ['inherit', 'pipe', 'ignore'],
      detached: true,
      timeout: withinMs,
      killSignal: 'SIGKILL',
      env: { ...environment },
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', () => resolve(''));
    child.on('close', () => resolve(said));
  });
}
