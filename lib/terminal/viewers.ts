import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import type { Environment } from './capabilities.js';
import { commandWords } from './command-words.js';

/** A program with the arguments to put before a file's path. */
export interface ViewerCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * The program that the operator reads files with: `$PAGER`, else less, more or vi, whichever exists. `cat` is
 * passed over, because its output would vanish from the screen at once. Null if there is none.
 */
export function pagerCommand(environment: Environment): ViewerCommand | null {
  const chosen = parse(environment.PAGER);
  if (chosen !== null && basename(chosen.program) !== 'cat') return chosen;
  return firstThere(['less', 'more', 'vi'], environment);
}

/** The program that the operator edits files with: `$VISUAL`, else `$EDITOR`, else vi; null if there is none. */
export function editorCommand(environment: Environment): ViewerCommand | null {
  return parse(environment.VISUAL) ?? parse(environment.EDITOR) ?? firstThere(['vi'], environment);
}

function parse(line: string | undefined): ViewerCommand | null {
  const [program, ...args] = commandWords(line ?? '') ?? [];
  return program === undefined ? null : { program, args };
}

function firstThere(names: readonly string[], environment: Environment): ViewerCommand | null {
  const program = names.find((name) => isOnPath(name, environment));
  return program === undefined ? null : { program, args: [] };
}

/** Only absolute folders count: a `less` in the working folder isn't the one that is meant. */
function isOnPath(name: string, environment: Environment): boolean {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
