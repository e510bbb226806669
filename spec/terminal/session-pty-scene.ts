import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from '@jest/globals';
import { type Deadline, eventually } from '../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import type { TmuxSession } from '../support/tmux.js';
import { isAlive } from '../support/until.js';

/** The path of a program of spec/support/programs. */
export const programAt = (name: string) =>
  fileURLToPath(new URL(`../support/programs/${name}.js`, import.meta.url));

export const programPath = programAt('terminal-session');

/** What each test of a file leaves to be ended after it, the last first; nothing else may be left. */
export function cleanupsForEach(): (() => unknown)[] {
  const cleanups: (() => unknown)[] = [];
  let leaks: LeakWatch;
  beforeEach(() => {
    leaks = watchForLeaks();
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    await leaks.expectNone();
  });
  return cleanups;
}

/** A folder until the end of a test. */
export function folderUntil(cleanups: (() => unknown)[]): TemporaryFolder {
  const folder = temporaryFolder();
  cleanups.push(folder.remove);
  return folder;
}

/** A program in a terminal, once it shows its first picture; with no shell the leader of the terminal's session. */
export async function started(
  cleanups: (() => unknown)[],
  ...given: Parameters<typeof startInPty>
): Promise<PtyProgram> {
  const program = startInPty(...given);
  cleanups.push(program.close);
  await program.waitForText('picture 1');
  return program;
}

/** Resolves when a process has ended. */
export const gone = (pid: number, deadline: Deadline = {}) =>
  eventually(() => !isAlive(pid), `process ${pid} is still there`, deadline);

/** Resolves when a shell has heard what became of its job, and says so. */
export const shellSays = (tmux: TmuxSession, word: 'Stopped' | 'Terminated') =>
  eventually(
    async () => {
      await tmux.command('jobs');
      return (await tmux.capture()).includes(word);
    },
    () => `the shell does not say ${word}`,
  );
