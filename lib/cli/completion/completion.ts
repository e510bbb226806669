import type { Shell } from '../command-table.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { zshCompletion } from './zsh.js';

const makers: Readonly<Record<Shell, () => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The completions of the whole command line for a shell, as a script that it reads. */
export function completionFor(shell: Shell): string {
  return makers[shell]();
}
