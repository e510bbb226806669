import type { OperatorSide } from '../app/ports.js';
import type { World } from '../commands/world.js';
import { copySentence, copyText } from '../terminal/clipboard/clipboard.js';
import { openFolder } from '../terminal/programs/open-folder.js';
import { runProcess, startDetached } from '../terminal/programs/processes.js';
import { runInTerminal } from '../terminal/programs/run-in-terminal.js';
import { editorCommand, pagerCommand } from '../terminal/programs/viewers.js';
import type { TerminalSession } from '../terminal/session.js';
import { saveText } from './save-text.js';

const opened = {
  desktop: 'Opened on the desktop:',
  tmux: 'Opened in a new tmux window:',
  shell: 'Back from the shell in',
} as const;

/** Clipboard, folders and files, reached through the operator's terminal and desktop. */
export function operatorSide(world: World, session: TerminalSession): OperatorSide {
  const { environment, folder, home } = world;
  const { platform } = process;
  return {
    async copy(text, what) {
      const report = await copyText(text, {
        environment,
        platform,
        write: (bytes) => session.write(bytes),
        run: runProcess,
      });
      const sentence = copySentence(report);
      if (report.sent.length === 0) {
        return { tone: 'failed', text: `Not copied: ${sentence}. Y shows it for mouse selection` };
      }
      if (report.lost.length > 0) {
        return { tone: 'done', text: `Sent the ${what} ${sentence} (Y, then s, saves it exactly)` };
      }
      return { tone: 'done', text: `Sent the ${what} ${sentence}:`, path: text };
    },
    saveText: (copying) => saveText(copying, world),
    async openFolder(path) {
      const report = await openFolder(withoutTilde(path, home), {
        environment,
        platform,
        folder,
        run: runProcess,
        startDetached,
        runInTerminal: (program, args, surroundings) => runInTerminal(session, program, args, surroundings),
      });
      return report.kind === 'opened'
        ? { tone: 'done', text: opened[report.where], path: report.folder }
        : { tone: 'failed', text: `The folder ${report.sentence}`, path: report.folder };
    },
    async showFile(path) {
      const viewer = pagerCommand(environment) ?? editorCommand(environment);
      if (viewer === null)
        return { tone: 'failed', text: 'Neither $PAGER nor $EDITOR is set, and less is not installed' };
      const ended = await runInTerminal(session, viewer.program, [...viewer.args, path], { environment });
      if (ended.kind === 'problem') return { tone: 'failed', text: `${viewer.program}: ${ended.sentence}` };
      const isWell = ended.kind === 'ended' && ended.code === 0;
      const how = ended.kind === 'killed' ? `was killed by ${ended.signal}` : `ended with ${ended.code}`;
      // No message on success: operators who leave their pager know that they are back.
      return isWell ? null : { tone: 'failed', text: `${viewer.program} ${how}` };
    },
  };
}

/** A `~` in a path that a worker wrote is taken for the home of the operator. */
function withoutTilde(path: string, home: string | null): string {
  return home !== null && /^~(?=\/|$)/.test(path) ? home + path.slice(1) : path;
}

/** The same for a database on another host: its folders aren't here to be opened. */
export function farSide(side: OperatorSide, label: string): OperatorSide {
  return {
    ...side,
    openFolder: async (path) => ({ tone: 'failed', text: `The folder is on ${label}`, path }),
  };
}
