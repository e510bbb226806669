import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Emulator } from './emulator.js';
import type { Deadline } from './eventually.js';
import { allGone } from './processes.js';
import { type PtyOptions, startInPty } from './pty.js';

/** A terminal with a plain bash in it, in which an operator works. */
export interface Pane {
  /** Sends keys by their names in tmux (`Enter`, `C-z`, `Down`), or texts, one after the other. */
  sendKeys(...keys: string[]): Promise<void>;
  /** Types a command line into the shell and presses Enter. */
  command(line: string): Promise<void>;
  /** The screen as text, with trailing blanks cut, once a frame that is being drawn is whole. */
  capture(): Promise<string>;
  /** Resolves with the screen when it holds a text. */
  waitForText(text: string, deadline?: Deadline): Promise<string>;
  waitForNoText(text: string, deadline?: Deadline): Promise<string>;
  /**
   * Resolves with the screen when it stands still and a check (with `expect`, say) no longer throws; throws what that
   * threw last after the deadline. For all that one frame shows together.
   */
  shows(check: (screen: string) => void, deadline?: Deadline): Promise<string>;
  resize(columns: number, rows: number): Promise<void>;
  /** Whether a program shows the alternate screen and no other window is in front of it. */
  isTaken(): Promise<boolean>;
  /** The process of the shell. */
  shellPid(): Promise<number>;
  /** Ends everything in it. */
  close(): Promise<void>;
}

/** One without a multiplexer: `state` is what a shell finds there. */
export interface ShellPane extends Pane {
  readonly state: () => Emulator['state'];
}

/** The bytes of keys that have a name. */
const bytesOf: Readonly<Record<string, string>> = {
  ...{ Enter: '\r', Escape: '\x1b', Space: ' ', Tab: '\t', BSpace: '\x7f', Up: '\x1b[A', Down: '\x1b[B' },
  ...{ Right: '\x1b[C', Left: '\x1b[D', Home: '\x1b[H', End: '\x1b[F', PageUp: '\x1b[5~' },
  PageDown: '\x1b[6~',
};

const bytes = (key: string) => bytesOf[key] ?? key.replace(/^C-([a-z])$/, (_, letter) => control(letter));
const control = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 96);

/** Starts a shell in a pseudo-terminal, watched by an emulator, and waits for its prompt. */
export async function startPane(options: PtyOptions = {}): Promise<ShellPane> {
  const environment = { ...options.environment, PS1: 'ready$ ', HISTFILE: '' };
  const pty = startInPty('bash', ['--norc', '--noprofile'], { ...options, environment });
  await pty.waitForText('ready$').catch(async (error: unknown) => {
    await pty.close();
    throw error;
  });
  const screen = () => pty.screen.text();
  return {
    async sendKeys(...keys) {
      for (const key of keys) pty.type(bytes(key));
    },
    command: async (line) => pty.type(`${line}\r`),
    capture: pty.capture,
    waitForText: (text, deadline) => pty.waitForText(text, deadline).then(screen),
    waitForNoText: (text, deadline) => pty.waitForNoText(text, deadline).then(screen),
    shows: (check, deadline) => pty.shows(check, deadline),
    resize: async (columns, rows) => pty.resize(columns, rows),
    isTaken: async () => pty.screen.state.alternateScreen,
    state: () => pty.screen.state,
    shellPid: async () => pty.pid,
    async close() {
      const pids = pidsIn(pty.pid);
      await pty.close();
      // A dashboard saves what it has seen while it ends, into folders that are about to be removed.
      await allGone(pids, 10_000).catch(() => undefined);
    },
  };
}

/** The processes of a session, which its first process gives its number; none where the system has no /proc. */
export function pidsIn(session: number): readonly number[] {
  if (!existsSync('/proc/self')) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => sessionOf(pid) === session);
}

function sessionOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Behind the name, in which any character may stand: state, parent, group, session.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
  } catch {
    // Not a process, or one that has ended meanwhile.
    return null;
  }
}
