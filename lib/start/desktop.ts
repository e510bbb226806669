import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LogPorts } from '../app/log-feed.js';
import type { OperatorSide } from '../app/ports.js';
import type { World } from '../commands/world.js';
import type { Copying, Notice } from '../machine/state/write-order.js';
import { argumentsOf, type OwnRun } from '../model/commands/own-command.js';
import { databaseOf, localId } from '../model/job.js';
import type { LogReader } from '../snapshot/port.js';
import { copySentence, copyText } from '../terminal/clipboard/clipboard.js';
import { openFolder } from '../terminal/programs/open-folder.js';
import { runProcess, startDetached } from '../terminal/programs/processes.js';
import { runInBackground } from '../terminal/programs/run-in-background.js';
import { type ProgramEnd, runInTerminal } from '../terminal/programs/run-in-terminal.js';
import { editorCommand, pagerCommand } from '../terminal/programs/viewers.js';
import type { TerminalSession } from '../terminal/session.js';

const opened = {
  desktop: 'Opened on the desktop:',
  tmux: 'Opened in a new tmux window:',
  shell: 'Back from the shell in',
} as const;

/** Clipboard, folders and files, reached through the operator's terminal and desktop. */
export function desktop(world: World, session: TerminalSession, database: string): OperatorSide {
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
      // A command isn't shortened as a path is: its beginning says what it is.
      if (what === 'command') return { tone: 'done', text: `Sent the ${what} ${sentence}` };
      return { tone: 'done', text: `Sent the ${what} ${sentence}:`, path: text };
    },
    saveText: (copying) => saveText(copying, world),
    run: (run, log) => runOwn(run, log, database, world, session),
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
      // No message on success: operators who leave their pager know that they are back.
      return isWell ? null : { tone: 'failed', text: `${viewer.program} ${endText(ended)}` };
    },
  };
}

/** Runs a command of the operator's own: on their terminal, or in the background, at most a few at a time. */
async function runOwn(
  { command, values }: OwnRun,
  log: string | null,
  database: string,
  { environment, folder }: World,
  session: TerminalSession,
): Promise<Omit<Notice, 'at'> | null> {
  const made = argumentsOf(command, { database, ...values, ...(log !== null && { log }) });
  const [program = ''] = command.run;
  const failed = (text: string) => ({ tone: 'failed', text: `${command.name}: ${text}` }) as const;
  if (made.kind === 'reason') return failed(made.reason);
  const surroundings = { folder, environment };
  if (command.terminal) {
    const isWell = (end: ProgramEnd) => end.kind === 'ended' && end.code === 0;
    const end = await runInTerminal(session, program, made.all, {
      ...surroundings,
      lastWords: (end) =>
        isWell(end) || end.kind === 'problem'
          ? null
          : `${command.name}: ${endText(end)}. Press Enter to return`,
    });
    return isWell(end) ? null : failed(endText(end));
  }
  if (inBackground >= mostInBackground) return failed(`${mostInBackground} commands are still running`);
  inBackground += 1;
  const { end, lastLine } = await runInBackground(program, made.all, surroundings);
  inBackground -= 1;
  const text = lastLine === '' ? endText(end) : `${endText(end)}: ${lastLine}`;
  return end.kind === 'ended' && end.code === 0
    ? { tone: 'done', text: `${command.name}: done` }
    : failed(text);
}

const mostInBackground = 10;
let inBackground = 0;

function endText(end: ProgramEnd): string {
  if (end.kind === 'problem') return end.sentence.replace(/\.$/, '');
  return end.kind === 'killed' ? `was killed by ${end.signal}` : `ended with ${end.code}`;
}

/** A `~` in a path that a worker wrote is taken for the home of the operator. */
function withoutTilde(path: string, home: string | null): string {
  return home !== null && /^~(?=\/|$)/.test(path) ? home + path.slice(1) : path;
}

/** The operator's side of a database on another host, whose folders can't be opened here. */
export function remoteDesktop(side: OperatorSide, label: string): OperatorSide {
  return {
    ...side,
    openFolder: async (path) => ({ tone: 'failed', text: `The folder is on ${label}`, path }),
  };
}

/** Saves a text of a job to a new file in the working folder, byte for byte, and returns the notice to show. */
export async function saveText({ jobId, text, what }: Copying, world: World): Promise<Omit<Notice, 'at'>> {
  const path = pathToSave(jobId, what.replaceAll(' ', '-'), 'txt', world);
  try {
    await writeFile(path, text, { flag: 'wx' });
    return { tone: 'done', text: `Saved the ${what} to`, path };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return { tone: 'failed', text: `The ${what} was not saved: ${reasons[code] ?? String(error)}`, path };
  }
}

const noPermission = 'no permission to write there:';
const noRoom = 'no space is left there:';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the folder is gone:',
  EEXIST: 'this file exists already:',
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: noPermission,
  ENOSPC: noRoom,
  EDQUOT: noRoom,
};

/** A path in the working folder for something of a job; the name says what it is and when it was saved. */
function pathToSave(jobId: string, what: string, ending: string, world: World): string {
  return join(
    world.folder,
    `job-${jobInName(jobId)}-${what === '' ? '' : `${plain(what)}-`}${stamp(world.now())}.${ending}`,
  );
}

/** A job as a part of a file's name: its id, and its database where there are several. */
function jobInName(jobId: string): string {
  const database = databaseOf(jobId);
  return plain(localId(jobId)) + (database === null ? '' : `-${plain(database)}`);
}

/** Any text as a part of a file's name: only letters, digits and dashes are kept. */
export function plain(text: string): string {
  return text.slice(0, 40).replace(/[^\w-]/g, '_');
}

/** `20260113T103815`, UTC. */
function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '');
}

/**
 * Where logs come from, and where they are saved: the working folder, under a name that says which log and when.
 */
export function logPorts(reader: LogReader, world: World): LogPorts {
  return {
    reader,
    savePath: (jobId) => pathToSave(jobId, '', 'log', world),
    scratchPath: (jobId) => join(scratchFolder(), `job-${jobInName(jobId)}.log`),
    discard: (scratch) => removeFolder(dirname(scratch)),
  };
}

const folders = new Set<string>();

/** A private folder for one log, readable by this user alone. Removed when the process ends, at the latest. */
function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-view-log-'));
  if (folders.size === 0) process.once('exit', removeAll);
  folders.add(folder);
  return folder;
}

function removeAll(): void {
  for (const folder of folders) removeFolder(folder);
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
  if (folders.size === 0) process.off('exit', removeAll);
}
