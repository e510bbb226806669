import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import type { Environment } from '../capabilities.js';

/** Where the parser of a command line is: outside quotes, or inside one kind of them. */
type Quote = '' | "'" | '"';

/**
 * Splits a command line such as `less -R` or `"my editor" --wait` into words, as a shell would, but without
 * expanding or running anything in it. Null if a quote is never closed, or if the line is empty.
 */
export function commandWords(line: string): readonly [string, ...string[]] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: Quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quote === '' && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === quote) {
      quote = '';
    } else if (quote === '' && (character === "'" || character === '"')) {
      quote = character;
      word ??= '';
    } else if (character === '\\' && quote !== "'" && escapes(line.charAt(at + 1), quote)) {
      at += 1;
      word = (word ?? '') + line.charAt(at);
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== '') return null;
  if (word !== null) words.push(word);
  const [first, ...rest] = words;
  return first === undefined || first === '' ? null : [first, ...rest];
}

/** In double quotes a backslash is literal unless the next character has a special meaning there. */
function escapes(next: string, quote: Quote): boolean {
  return next !== '' && (quote === '' || '"\\$`'.includes(next));
}

/** A program with the arguments to put before a file's path. */
interface ViewerCommand {
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
