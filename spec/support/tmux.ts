import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Deadline, eventually, eventuallyShows } from './eventually.js';
import { type Pane, pidsIn } from './pane.js';
import { allGone } from './processes.js';
import { pinnedEnvironment } from './pty.js';
import { temporaryFolder } from './temporary-folder.js';

const run = promisify(execFile);

export interface TmuxOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A private tmux server, with one session of one pane that runs a plain bash. */
export interface TmuxSession extends Pane {
  readonly socket: string;
  /** Resolves when the pane is exactly this text. */
  waitForPane(text: string, deadline?: Deadline): Promise<string>;
  /** Asks tmux for properties of the pane, such as `#{alternate_on}` or `#{cursor_flag}`. */
  ask(format: string): Promise<string>;
  /** Runs any other tmux command on this server; returns its output. */
  tmux(...args: string[]): Promise<string>;
}

/** Starts a private server (with its own socket, and no configuration file) and waits for the shell's prompt. */
export async function startTmux(options: TmuxOptions = {}): Promise<TmuxSession> {
  const { columns = 80, rows = 24, folder = process.cwd() } = options;
  const home = temporaryFolder();
  const socket = home.file('tmux');
  const environment = { ...pinnedEnvironment(), ...options.environment, TERM: 'xterm-256color' };
  const tmux = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('tmux', ['-S', socket, '-f', '/dev/null', ...args], { env: environment });
    return stdout;
  };
  const close = async (): Promise<void> => {
    const shells = await tmux('list-panes', '-s', '-t', 'spec', '-F', '#{pane_pid}').catch(() => '');
    const pids = shells
      .trim()
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0)
      .flatMap(pidsIn);
    await tmux('kill-server').catch(() => undefined);
    // A dashboard saves what it has seen while it ends, into folders that are about to be removed.
    await allGone(pids, 10_000).catch(() => undefined);
    home.remove();
  };
  try {
    const set = (...option: string[]) => ['set-option', ...option, ';'];
    await tmux(
      ...[
        'start-server',
        ';',
        ...set('-g', 'default-terminal', 'tmux-256color'),
        ...set('-g', 'status', 'off'),
      ],
      ...set('-s', 'escape-time', '10'),
      ...['new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, '-c', folder, '-s', 'spec'],
      "exec env PS1='ready$ ' HISTFILE= bash --norc --noprofile",
    );
  } catch (error) {
    await close();
    throw error;
  }
  const capture = () => tmux('capture-pane', '-p', '-t', 'spec');
  const waitFor = async (
    holds: (pane: string) => boolean,
    wish: string,
    deadline?: Deadline,
  ): Promise<string> => {
    let last = '';
    return eventually(
      async () => {
        last = await capture();
        return holds(last) ? { last } : undefined;
      },
      () => `wanted ${wish}, but the pane is\n${last}`,
      { every: 30, ...deadline },
    ).then((found) => found.last);
  };
  const session: TmuxSession = {
    socket,
    sendKeys: async (...keys) => void (await tmux('send-keys', '-t', 'spec', ...keys)),
    async command(line) {
      await tmux('send-keys', '-t', 'spec', '-l', line);
      await tmux('send-keys', '-t', 'spec', 'Enter');
    },
    capture,
    waitForText: (text, deadline) => waitFor((pane) => pane.includes(text), JSON.stringify(text), deadline),
    shows: (check, deadline) => eventuallyShows(capture, check, { every: 30, ...deadline }),
    waitForNoText: (text, deadline) =>
      waitFor((pane) => !pane.includes(text), `no ${JSON.stringify(text)}`, deadline),
    waitForPane: (text, deadline) => waitFor((pane) => pane === text, `\n${text}`, deadline),
    resize: async (newColumns, newRows) =>
      void (await tmux('resize-window', '-t', 'spec', '-x', `${newColumns}`, '-y', `${newRows}`)),
    ask: async (format) => (await tmux('display-message', '-p', '-t', 'spec', format)).trimEnd(),
    isTaken: async () => (await session.ask('#{alternate_on} #{session_windows}')) === '1 1',
    shellPid: async () => Number(await session.ask('#{pane_pid}')),
    tmux,
    close,
  };
  await session.waitForText('ready$').catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return session;
}
