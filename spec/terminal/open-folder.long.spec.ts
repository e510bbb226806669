import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { openFolder, windowName } from '../../lib/terminal/programs/open-folder.js';
import { type ProcessRequest, runProcess, startDetached } from '../../lib/terminal/programs/processes.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import type { PtyProgram } from '../support/pty.js';
import type { TemporaryFolder } from '../support/temporary-folder.js';
import { startTmux } from '../support/tmux.js';
import { standIn } from './clipboard-scene.js';
import { cleanupsForEach, folderUntil, programPath, started } from './session-pty-scene.js';

const hostile = [
  '-n evil',
  '#(touch pwned)',
  '#[fg=red] ##{pid} #{pid} %H',
  `it's "quoted" $(touch pwned) \`touch pwned\``,
  'line\nbreak;kill-server',
  'ünder 日本',
];

describe('opening a folder', () => {
  const cleanups = cleanupsForEach();
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = folderUntil(cleanups);
  });

  /** Opens in a world that notes what it is asked. */
  async function open(path: string, environment: Record<string, string>, platform = 'linux') {
    const asked = { opener: [] as string[][], tmux: [] as ProcessRequest[], shell: [] as string[][] };
    const report = await openFolder(path, {
      environment,
      platform,
      folder: folder.path,
      run: async (request) => {
        asked.tmux.push(request);
        return { kind: 'exited', code: 0, output: '$3\n' };
      },
      startDetached: async (program, args) => {
        asked.opener.push([program, ...args]);
        return true;
      },
      runInTerminal: async (program, args, surroundings) => {
        asked.shell.push([surroundings.folder ?? '', program, ...args]);
        return { kind: 'ended', code: 0 };
      },
    });
    return { report, asked };
  }

  it("opens a file's folder, a folder itself, and a relative path", async () => {
    mkdirSync(folder.file('out'));
    writeFileSync(folder.file('out/part.parquet'), '');
    for (const path of ['out', 'out/', 'out/part.parquet', folder.file('out')]) {
      const { report } = await open(path, {});
      expect(report).toEqual({ kind: 'opened', where: 'shell', folder: folder.file('out') });
    }
  });

  it.each(['gone', 'nul\0byte', 'parquet://output/', ''.padEnd(5_000, 'x')])(
    'reports that %j is missing',
    async (path) => {
      const { report, asked } = await open(path, { DISPLAY: ':0', TMUX: '/tmp/x,1,0' });
      expect(report).toMatchObject({ kind: 'problem', code: 'missing' });
      expect(asked).toEqual({ opener: [], tmux: [], shell: [] });
    },
  );

  it.each<[string, Record<string, string>, string]>([
    ['linux', { DISPLAY: ':0', TMUX: '/tmp/x,1,0' }, 'desktop'],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'desktop'],
    ['darwin', {}, 'desktop'],
    ['darwin', { SSH_TTY: '/dev/ttys1' }, 'shell'],
    ['linux', { DISPLAY: 'localhost:10.0', SSH_CONNECTION: '::1 1 ::1 22' }, 'shell'],
    ['linux', { DISPLAY: ':0', SSH_TTY: '/dev/pts/1', TMUX: '/tmp/x,1,0' }, 'tmux'],
    ['linux', {}, 'shell'],
  ])('on %s with %j uses the %s', async (platform, environment, where) => {
    expect((await open('.', environment, platform)).report).toMatchObject({ kind: 'opened', where });
  });

  it('passes no part of a name to tmux as a command', async () => {
    const path = folder.file('-n #(touch pwned) "x"');
    mkdirSync(path);
    const { asked } = await open(path, { TMUX: '/tmp/x,1,0', TMUX_PANE: '%7; kill-server' });
    expect(asked.tmux.map(({ args }) => args)).toEqual([
      ['display-message', '-p', '#{session_id}'],
      ['new-window', '-t', '$3:', '-n', 'n-touch-pwned-x'],
    ]);
    expect(asked.tmux[1]?.folder).toBe(path);
  });

  it.each([
    ['/data/out', 'out'],
    ['/', 'folder'],
    ['/data/--', 'folder'],
    ['/data/-t #{pid}\x1b[2J', 't-pid-2J'],
    ['/data/日本_2024.csv', '日本_2024.csv'],
    [`/data/${'x'.repeat(99)}`, 'x'.repeat(30)],
  ])('names the window of %j', (path, name) => {
    expect(windowName(path)).toBe(name);
  });

  it('starts the opener without the terminal, and opens a shell if it fails', async () => {
    const opened = `[ -t 0 ] || printf '%s' "$1" >${folder.file('opened')}\nexit $CODE`;
    const environment = { PATH: standIn(folder, 'xdg-open', opened), DISPLAY: ':0' };
    const here = (code: string) =>
      openFolder('.', {
        environment: { ...environment, CODE: code },
        ...{ platform: 'linux', folder: folder.path, run: runProcess, startDetached },
        runInTerminal: async () => ({ kind: 'ended', code: 0 }),
      });
    expect(await here('0')).toMatchObject({ where: 'desktop' });
    expect(readFileSync(folder.file('opened'), 'utf8')).toBe(folder.path);
    expect(await here('3')).toMatchObject({ where: 'shell' });
  });

  needs('tmux').it(
    'opens windows of a real tmux in hostile folders, and runs nothing of their names',
    async () => {
      const tmux = await startTmux({ folder: folder.path });
      cleanups.push(tmux.close);
      const capture = () => tmux.tmux('capture-pane', '-p', '-t', 'spec:0');
      const shows = (text: string) => eventually(async () => (await capture()).includes(text), capture);
      const windows = async () =>
        (await tmux.tmux('list-windows', '-a', '-F', '#{window_id}')).trim().split('\n');
      for (const name of hostile) {
        mkdirSync(folder.file(name));
        const before = await windows();
        const script = folder.file('start.sh');
        writeFileSync(folder.file('name'), folder.file(name));
        writeFileSync(
          script,
          `exec '${process.execPath}' '${programPath}' "$(cat ${folder.file('name')})"\n`,
        );
        await tmux.tmux('respawn-pane', '-k', '-t', 'spec:0', `bash ${script}`);
        await shows('picture 1');
        await tmux.tmux('send-keys', '-t', 'spec:0', 'o');
        await shows('opened: tmux');
        const [made] = (await windows()).filter((id) => !before.includes(id));
        await eventually(
          async () =>
            (await tmux.tmux('display-message', '-p', '-t', `${made}`, '#{pane_current_path}')) ===
            `${folder.file(name)}\n`,
          () => tmux.tmux('list-panes', '-a', '-F', '#{pane_current_path}'),
        );
      }
      expect(readdirSync(folder.path, { recursive: true }).filter((name) => name === 'pwned')).toEqual([]);
      expect(existsSync(folder.file('pwned'))).toBe(false);
    },
  );

  needs('tmux').it('opens the window in the session where the pane is now', async () => {
    const tmux = await startTmux();
    cleanups.push(tmux.close);
    await tmux.command(`${process.execPath} ${programPath} ${folder.path}`);
    await tmux.waitForText('picture 1');
    await tmux.tmux('new-session', '-d', '-s', 'other', 'sleep 60');
    await tmux.tmux('new-window', '-d', '-t', 'spec:', 'sleep 60');
    const pane = await tmux.ask('#{pane_id}');
    await tmux.tmux('move-pane', '-s', pane, '-t', 'other:0');
    await tmux.tmux('send-keys', '-t', pane, 'o');
    await eventually(
      async () =>
        (await tmux.tmux('list-windows', '-t', 'other', '-F', '#{window_name}')).includes(
          windowName(folder.path),
        ),
      () => tmux.tmux('list-windows', '-a'),
    );
  });

  describe('a shell in a folder', () => {
    async function startShell(environment: Record<string, string>): Promise<PtyProgram> {
      const options = { environment: { PS1: 'shell$ ', ...environment } };
      const program = await started(cleanups, process.execPath, [programPath, folder.path], options);
      program.type('o');
      return program;
    }

    it('starts in the folder, and the dashboard comes back intact', async () => {
      // Without the configuration of whoever runs the specs.
      standIn(folder, 'bash', 'exec env PS1="shell$ " /bin/bash --norc');
      const program = await startShell({ SHELL: folder.file('bin/bash') });
      await program.waitForText('shell$');
      expect(program.screen.state).toMatchObject({ alternateScreen: false, cursorShown: true });
      // What says where it is has the terminal by then: the shell itself ignores a Ctrl-Z.
      program.type('sh -c "pwd; exec sleep 60"\r');
      await program.waitForText(folder.path);
      program.type('\x1a');
      await program.waitForText('Stopped');
      // Bash stays where it still believes that a job is stopped, so it forgets this one.
      program.type('kill -KILL %1; disown %1; exit\r');
      await program.waitForText('opened: shell');
      expect(program.screen.state).toMatchObject({ alternateScreen: true, cursorShown: false });
      program.type('j');
      await program.waitForText('j.');
      program.type('q');
      expect(await program.ended).toMatchObject({ code: 0 });
    });

    it.each(['/no/such/shell', '/usr/sbin/nologin', '', 'bash'])(
      'is /bin/sh if $SHELL is %j',
      async (shell) => {
        const program = await startShell({ SHELL: shell });
        await program.waitForText('shell$');
        program.type('echo "[$0]"; exit\r');
        await program.waitForText('opened: shell');
        expect(program.bytes()).toContain('[/bin/sh]');
      },
    );
  });
});
