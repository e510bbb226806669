import { type Problem, type ProblemCode, startFailure } from '../../model/problem.js';
import { triedAgain } from '../../snapshot/files/read-failure.js';
import { type FarReport, nodePlaces, oldestNode, oldestPython } from './far-shell.js';

/** Why there is no link to another host. */
export type LinkTrouble =
  /** The command that leads there wasn't found; null: one of the operator's own, such as that for ssh. */
  | { readonly kind: 'no-ssh'; readonly command: string | null }
  /** There was too little of something to start the process; in our own words. */
  | { readonly kind: 'not-started'; readonly sentence: string; readonly advice: string }
  /** There is no `jobs-view` there, or none in the PATH of a non-interactive shell, and none can be sent. */
  | { readonly kind: 'no-program' }
  /** Nor is there anything that could run it if it were sent. */
  | { readonly kind: 'no-runtime'; readonly report: FarReport }
  /** The program there refuses its Node, which is too old for it. */
  | { readonly kind: 'old-node' }
  /** The program there speaks another protocol; its version is untrusted. */
  | { readonly kind: 'another-version'; readonly version: string }
  | { readonly kind: 'host-key' }
  /** No key is accepted; `password`: whether the host takes a password or a code in its place, or wants one anyway. */
  | { readonly kind: 'no-key'; readonly password: 'never' | 'instead' | 'always' }
  /** There is no such container, pod or machine, or it doesn't run. */
  | { readonly kind: 'no-container' }
  /** sudo there needs a password, or doesn't allow it. */
  | { readonly kind: 'no-sudo' }
  | { readonly kind: 'unknown-host' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreachable' }
  /** The first connection isn't up yet. */
  | { readonly kind: 'connecting' }
  /** It doesn't answer, or has stopped answering. */
  | { readonly kind: 'silent' }
  /** The link was up, and has ended. */
  | { readonly kind: 'gone' }
  /** What leads there, or the program there, ended at once; `code`: with this exit code, null: by a signal. */
  | { readonly kind: 'ended'; readonly code: number | null }
  /** The request doesn't fit into a message. The link isn't affected. */
  | { readonly kind: 'too-much' }
  /** It sent something that this program doesn't understand; `what` consists of our own words. */
  | { readonly kind: 'nonsense'; readonly what: string };

interface Wording {
  readonly code: ProblemCode;
  readonly sentence: string;
  readonly advice: string;
}

type Wordings = {
  readonly [K in LinkTrouble['kind']]: (
    trouble: Extract<LinkTrouble, { readonly kind: K }>,
    own: string,
  ) => Wording;
};

const noLink = (sentence: string): Wording => ({ code: 'no-link', sentence, advice: triedAgain });
const noAccess = (sentence: string, advice: string): Wording => ({ code: 'no-access', sentence, advice });

const found = (version: string | null): string => (version === null ? '' : ` (but ${version})`);

const wordings: Wordings = {
  'no-ssh': ({ command }) =>
    command === null
      ? noAccess(
          'The command for ssh was not found here.',
          'Install OpenSSH, or name another command with the setting sshCommand, or pipes.',
        )
      : noAccess(
          `The command ${command} was not found here.`,
          'Install it, or name another command with the setting pipes.',
        ),
  'not-started': ({ sentence, advice }) => noAccess(sentence, advice),
  'no-program': () =>
    noAccess(
      'The host has no jobs-view that its shell finds.',
      'Install it there, in a folder of the PATH: `ssh HOST jobs-view --version` must print its version.',
    ),
  'no-runtime': ({ report: { node, python } }) =>
    noAccess(
      `The host has no jobs-view of this version, no Node ${oldestNode} or later${found(node)}, and no Python ${oldestPython} or later${found(python)}: looked in the PATH, ${nodePlaces.join(', ')}.`,
      'Install Node or Python there, in one of these folders.',
    ),
  'old-node': () =>
    noAccess(
      'The Node on the host is too old for the jobs-view there.',
      'Install a newer Node there: `ssh HOST jobs-view --version` says which.',
    ),
  'another-version': ({ version }, own) =>
    noAccess(
      `The host has jobs-view ${version.slice(0, 40)}, which this one (${own}) does not understand.`,
      'Install the same version on both.',
    ),
  'host-key': () =>
    noAccess(
      "The host's key is not known, or it has changed.",
      'Connect once with ssh and compare the key. If it has changed, find out why first.',
    ),
  'no-key': ({ password }) =>
    password === 'always'
      ? noAccess(
          'The host wants a password or a code, which cannot be typed here.',
          'Open a connection first that ssh shares (ControlMaster): a key alone will not do.',
        )
      : noAccess(
          password === 'never'
            ? 'The host accepts none of your keys.'
            : 'The host accepts none of your keys, and a password cannot be typed here.',
          password === 'never'
            ? 'Load the right key into ssh-agent, or name it in ~/.ssh/config.'
            : 'Load the right key into ssh-agent, or open a connection first that ssh shares (ControlMaster).',
        ),
  'no-container': () => noLink('There is no such container, pod or machine, or it does not run.'),
  'no-sudo': () =>
    noAccess(
      'The sudo there needs a password, or does not allow this.',
      'Allow it without one in sudoers (NOPASSWD), for that user.',
    ),
  'unknown-host': () => noLink('There is no host with this name, or names cannot be looked up now.'),
  refused: () => noLink('The host refuses connections.'),
  unreachable: () => noLink('The host cannot be reached.'),
  connecting: () => ({ code: 'no-link', sentence: 'The host has not answered yet.', advice: 'Connecting.' }),
  silent: () => noLink('The host does not answer.'),
  gone: () => noLink('The link to the host was lost.'),
  ended: ({ code }) =>
    noLink(
      `The connection to the host ended at once${code === null ? '' : `, with exit code ${code}`}; doctor shows its last words.`,
    ),
  'too-much': () => ({
    code: 'too-much',
    sentence: 'This is more than can be sent from one host to another.',
    advice: 'Narrow it down, with a filter or fewer marks.',
  }),
  nonsense: () => noLink('The host sent something that could not be understood.'),
};

/** A trouble as a problem: `label` names the host, `own` is this program's version. */
export function problemOfLink(trouble: LinkTrouble, label: string, own: string): Problem {
  const words = wordings[trouble.kind] as (trouble: LinkTrouble, own: string) => Wording;
  return { ...words(trouble, own), file: label };
}

/** Why the process that connects to a host couldn't be started. */
export function troubleOfStart({ code = '', path = '' }: NodeJS.ErrnoException): LinkTrouble {
  if (code === 'ENOENT') return { kind: 'no-ssh', command: ownCommands.has(path) ? path : null };
  const failure = startFailure('The process for this connection', code);
  return failure === null ? { kind: 'ended', code: null } : { kind: 'not-started', ...failure };
}

const ownCommands: ReadonlySet<string> = new Set(['docker', 'podman', 'kubectl', 'systemd-run']);

/** Exit codes of shells that don't find a program, or may not start it. */
const notFound: ReadonlySet<number> = new Set([126, 127]);
/** The exit code of ssh's own errors. */
const ofSsh = 255;

/**
 * Why ssh ended, by its exit code and by known messages in what it printed, since a host may print there too. `wasUp`:
 * the program there had answered.
 */
export function troubleOf(code: number | null, printed: string, wasUp: boolean): LinkTrouble {
  if (wasUp) return { kind: 'gone' };
  if (code !== null && notFound.has(code)) return { kind: 'no-program' };
  if (code === 1 && /It needs Node [\d.]+ or later/.test(printed)) return { kind: 'old-node' };
  const patterns = code === ofSsh ? saying : code === null || code === 0 ? [] : sayingOfOthers;
  return patterns.find(({ words }) => words.test(printed))?.trouble(printed) ?? { kind: 'ended', code };
}

interface Saying {
  readonly words: RegExp;
  readonly trouble: (printed: string) => LinkTrouble;
}

/** The messages of sudo, docker, podman, kubectl and systemd-run. */
const sayingOfOthers: readonly Saying[] = [
  {
    words: /^sudo: .*(?:password is required|terminal is required|not allowed|may not run|unknown user)/m,
    trouble: () => ({ kind: 'no-sudo' }),
  },
  {
    words:
      /[Nn]o such container|no container with name|container \S+ is not (?:running|valid)|can only create exec sessions on running|pods? "[^"]*" not found|No machine|not connect to .*(?:machine|Host is down)/,
    trouble: () => ({ kind: 'no-container' }),
  },
];

/** The messages of OpenSSH, which doesn't translate them. */
const saying: readonly Saying[] = [
  {
    words: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|host key is known for/,
    trouble: () => ({ kind: 'host-key' }),
  },
  {
    words: /Permission denied|Too many authentication failures|No supported authentication/,
    trouble: (printed) => {
      const [, methods = ''] = /Permission denied \(([^)\n]*)\)/.exec(printed) ?? [];
      const takesWords = /password|keyboard-interactive/.test(methods);
      const takesKeys = methods.includes('publickey');
      return { kind: 'no-key', password: !takesWords ? 'never' : takesKeys ? 'instead' : 'always' };
    },
  },
  { words: /Could not resolve hostname/, trouble: () => ({ kind: 'unknown-host' }) },
  { words: /Connection refused/, trouble: () => ({ kind: 'refused' }) },
  {
    words: /timed out|No route to host|Network is unreachable|Host is down/,
    trouble: () => ({ kind: 'unreachable' }),
  },
];
