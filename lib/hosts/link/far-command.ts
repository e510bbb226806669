import { spawn } from 'node:child_process';
import { loaderOf, sendable, started } from '../../entries.js';
import type { Pipe } from '../address.js';
import { isAtLeast, oldestNode, order, shellText } from './far-shell.js';
import type { Begin, Begun, LinkProcess } from './host-connection.js';

/**
 * A command here with pipes to one that it starts elsewhere: on another host, in a container, as another user. Its words,
 * the program first, such that `sh -c script` runs there. The script has no single quote, no backslash that is doubled
 * or stands before a quote, no exclamation mark and no line end: within single quotes every shell takes it as it is.
 */
type FarCommand = (script: string) => readonly string[];

/**
 * Starts it in a session of its own, so that the terminal's keys don't reach it and it can't prompt there. Without a
 * `cwd` it works in the folder of this process.
 */
export function startFar(
  command: FarCommand,
  environment: NodeJS.ProcessEnv,
  where: { readonly cwd?: string } = {},
): LinkProcess {
  const [program = '', ...args] = command(shellText);
  return started(() => spawn(program, args, { stdio: 'pipe', env: environment, detached: true, ...where }));
}

/** The operator's own commands, as words: for ssh, and those that addresses name. */
interface PipeCommands {
  readonly ssh: readonly string[];
  /** For `pipe:`; `{command}` stands for what is run there, as one line for a shell. Without it, its words come last. */
  readonly own: ReadonlyMap<string, readonly string[]>;
}

/** In a command of the operator's own: the place of what is run there. */
const place = '{command}';

/**
 * The command that leads to the end of a pipe: without a terminal or a prompt, with the stdin, stdout and stderr of what
 * it starts there. No word of an address can become an option, or reaches a shell that could expand it. Null if no such
 * command is set.
 */
export function commandTo(pipe: Pipe, { ssh, own }: PipeCommands): FarCommand | null {
  switch (pipe.kind) {
    case 'ssh': {
      const before = [...sshWords(ssh, pipe)];
      const sudo = pipe.sudo === null ? '' : `sudo -n -u ${pipe.sudo} -- `;
      // ssh hands its last word to the login shell there, whichever that is.
      return (script) => [...before, `${sudo}${lineOf(script)}`];
    }
    case 'docker':
    case 'podman': {
      const { kind, user, name } = pipe;
      return (script) => [kind, 'exec', '-i', ...option('--user', user), name, 'sh', '-c', script];
    }
    case 'kubectl': {
      const { context, namespace, pod, container } = pipe;
      const chosen = [...option('--context', context), ...option('--namespace', namespace)];
      const before = ['kubectl', 'exec', '-i', ...chosen, ...option('--container', container), pod, '--'];
      return (script) => [...before, 'sh', '-c', script];
    }
    case 'machinectl':
      return (script) => machineWords(pipe.name, pipe.user, script);
    case 'pipe': {
      const words = own.get(pipe.name);
      if (words === undefined) return null;
      return (script) =>
        words.some((word) => word.includes(place))
          ? words.map((word) => word.replaceAll(place, () => lineOf(script)))
          : [...words, 'sh', '-c', script];
    }
  }
}

function lineOf(script: string): string {
  return `sh -c '${script}'`;
}

function option(name: string, value: string | null): readonly string[] {
  return value === null ? [] : [`${name}=${value}`];
}

/** After the operator's own words: no prompts or forwarding, and an end if the line is dead. */
function sshWords(
  command: readonly string[],
  { user, host, port }: Extract<Pipe, { kind: 'ssh' }>,
): readonly string[] {
  return [
    ...command,
    ...['-T', '-a', '-x'],
    ...['-o', 'BatchMode=yes', '-o', 'ClearAllForwardings=yes'],
    ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
    ...(port === null ? [] : ['-p', String(port)]),
    ...['--', user === null ? host : `${user}@${host}`],
  ];
}

/**
 * `machinectl shell` has a terminal, which changes bytes, and hides the exit code: its manual names this instead, which
 * takes a program in a machine by its whole path alone, and each `$` of its arguments doubled.
 */
function machineWords(name: string, user: string | null, script: string): readonly string[] {
  return [
    ...['systemd-run', `--machine=${name}`, '--quiet', '--collect', '--wait', '--pipe'],
    ...['--service-type=exec', ...option('--uid', user), '--'],
    ...['/bin/sh', '-c', script.replaceAll('$', '$$$$')],
  ];
}

/**
 * What this program sends to whichever host; the same for as long as it runs, even if its files are replaced. Null before
 * the first host needed it.
 */
let program: Buffer | null = null;

/**
 * Goes on with what is there where no jobs-view is, or one of another protocol: this program is sent to the Node there,
 * which runs it from memory. Nothing else is sent: no file, environment or setting.
 */
export const beginThere: Begin = (report) => {
  if (!isAtLeast(report.node, oldestNode)) return trouble({ kind: 'no-runtime', report });
  try {
    program ??= sendable();
  } catch {
    // Somebody has removed a part of the installed program: the one there is needed as before.
    return trouble({ kind: 'no-program' });
  }
  return { kind: 'sent', bytes: Buffer.concat([Buffer.from(order('node', loaderOf(program))), program]) };
};

function trouble(why: Extract<Begun, { readonly kind: 'trouble' }>['trouble']): Begun {
  return { kind: 'trouble', trouble: why };
}
