import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Environment } from '../capabilities.js';
import { overSsh } from '../clipboard/clipboard.js';
import { insideTmux } from '../clipboard/route.js';
import type { RunProcess, StartDetached } from './processes.js';
import type { ProgramContext, ProgramEnd } from './run-in-terminal.js';
import { shellCommand } from './viewers.js';

const windowNameLength = 30;

/**
 * A window's name from a folder's, made of letters, digits and a few marks, because tmux and its status line
 * interpret other characters.
 */
export function windowName(folder: string): string {
  const clean = basename(folder)
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return [...clean].slice(0, windowNameLength).join('') || 'folder';
}

/** The parts of the world that opening a folder uses. */
interface FolderWorld {
  readonly environment: Environment;
  readonly platform: string;
  /** The folder to which relative paths are relative. */
  readonly folder: string;
  readonly run: RunProcess;
  readonly startDetached: StartDetached;
  /** Lends the terminal to a program: `runInTerminal` with the session. */
  readonly runInTerminal: (
    program: string,
    args: readonly string[],
    context: ProgramContext,
  ) => Promise<ProgramEnd>;
}

/** Where a folder was opened, or why it wasn't. */
type OpenReport =
  | { readonly kind: 'opened'; readonly where: 'desktop' | 'tmux' | 'shell'; readonly folder: string }
  | {
      readonly kind: 'problem';
      readonly code: 'missing' | 'unreadable' | 'failed';
      /** In plain words, to go after the path. */
      readonly sentence: string;
      readonly folder: string;
    };

/** How long tmux may take, in milliseconds: it answers at once, or not at all. */
const tmuxWithinMs = 1_000;

/**
 * Opens a folder, or the folder of a file: on the operator's desktop, else in a new tmux window, else by lending
 * the terminal to a shell there until the operator leaves it. Never rejects.
 */
export async function openFolder(path: string, world: FolderWorld): Promise<OpenReport> {
  const full = resolve(world.folder, path);
  const found = await folderOf(full);
  if (found.kind === 'problem') return found;
  const { folder } = found;
  if (await openOnDesktop(folder, world)) return { kind: 'opened', where: 'desktop', folder };
  if (await openInTmux(folder, world)) return { kind: 'opened', where: 'tmux', folder };
  return openShell(folder, world);
}

type Found = { readonly kind: 'found'; readonly folder: string } | Extract<OpenReport, { kind: 'problem' }>;

async function folderOf(path: string): Promise<Found> {
  try {
    return { kind: 'found', folder: (await stat(path)).isDirectory() ? path : dirname(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'EACCES' || code === 'EPERM'
      ? problem('unreadable', 'cannot be opened: you have no permission.', path)
      : problem('missing', 'is not on this machine:', path);
  }
}

/** A display forwarded by SSH is the operator's, but a file manager on this machine would be very slow over it. */
async function openOnDesktop(folder: string, world: FolderWorld): Promise<boolean> {
  const { environment, platform } = world;
  if (overSsh(environment)) return false;
  const hasDisplay = Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
  if (platform === 'darwin') return world.startDetached('open', [folder], environment);
  return hasDisplay && world.startDetached('xdg-open', [folder], environment);
}

/**
 * The folder is passed as tmux's working folder, never as an argument, in which tmux would run anything inside
 * `#(…)`. The window opens in the session that the pane is in now, which may not be the one where it started.
 */
async function openInTmux(folder: string, world: FolderWorld): Promise<boolean> {
  const { environment, run } = world;
  if (!insideTmux(environment)) return false;
  const ask = (args: readonly string[], place?: string) =>
    run({ program: 'tmux', args, environment, folder: place, within: tmuxWithinMs });
  const pane = environment.TMUX_PANE ?? '';
  const target = /^%\d+$/.test(pane) ? ['-t', pane] : [];
  const session = await ask(['display-message', '-p', ...target, '#{session_id}']);
  const id = session.kind === 'exited' ? session.output.trim() : '';
  if (!/^\$\d+$/.test(id)) return false;
  const made = await ask(['new-window', '-t', `${id}:`, '-n', windowName(folder)], folder);
  return made.kind === 'exited' && made.code === 0;
}

async function openShell(folder: string, { environment, runInTerminal }: FolderWorld): Promise<OpenReport> {
  const { program, args } = shellCommand(environment);
  const ended = await runInTerminal(program, args, { folder, environment });
  if (ended.kind === 'problem') return problem('failed', 'could not be opened in a shell.', folder);
  return { kind: 'opened', where: 'shell', folder };
}

function problem(
  code: 'missing' | 'unreadable' | 'failed',
  sentence: string,
  folder: string,
): Extract<OpenReport, { kind: 'problem' }> {
  return { kind: 'problem', code, sentence, folder };
}
