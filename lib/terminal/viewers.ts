import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import type { Environment } from './capabilities.js';
import { commandWords } from './command-words.js';

/** A program with the arguments that come before a file's path. */
export interface ViewerCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * What the operator reads a file with: `$PAGER`, else less, more or vi, whichever is there. `cat` counts as none: what it
 * prints would be gone from the screen at once. Null where there is nothing.
 */
export function pagerCommand(environment: Environment): ViewerCommand | null {
  const chosen = parse(environment.PAGER);
  if (chosen !== null && basename(chosen.program) !== 'cat') return chosen;
  return firstThere(['less', 'more', 'vi'], environment);
}

/** What the operator edits a file with: `$VISUAL`, else `$EDITOR`, else vi where it is there; else null. */
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

/** Only absolute folders count: a `less` in the working folder is not the one that is meant. */
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
