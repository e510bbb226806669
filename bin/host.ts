import { after } from '../lib/clock/after.js';
import type { World } from '../lib/commands/world.js';
import { programVersion } from '../lib/commands/world.js';
import { type HostAddress, hostLabel, isHostAddress, parseAddress } from '../lib/hosts/address.js';
import type { HostReaders, HostReadersParts } from '../lib/hosts/host-readers.js';
import type { Settings } from '../lib/settings/resolve.js';
import { commandWords } from '../lib/terminal/command-words.js';

/** A database on another host that the operator named. */
export interface HostDatabase {
  readonly kind: 'host';
  readonly address: HostAddress;
  /** Names the host wherever no path may be told. */
  readonly label: string;
  /** Begins to connect. The readers are to be closed. `firstWaitMs`: see `LinkParts`. */
  readonly open: (options?: Pick<HostReadersParts, 'onLink' | 'firstWaitMs'>) => HostReaders;
}

/** Why a path that is meant as an address is none: a sentence for stderr that repeats nothing of it. */
export interface WrongAddress {
  readonly kind: 'wrong';
  readonly sentence: string;
}

/** The host that a path names, or null for a file of this host. `logFolder`: that of logs, there. */
export async function hostNamed(
  path: string,
  { sshCommand }: Pick<Settings, 'sshCommand'>,
  logFolder: string | null,
  world: World,
): Promise<HostDatabase | WrongAddress | null> {
  if (!isHostAddress(path)) return null;
  // In a list of processes the address would be seen by everybody.
  process.title = 'jobs-view';
  const parsed = parseAddress(path);
  if (parsed.kind === 'wrong') return parsed;
  const command = commandWords(sshCommand ?? 'ssh');
  if (command === null) return { kind: 'wrong', sentence: 'The setting sshCommand is no command.' };
  const { address } = parsed;
  const label = hostLabel(address);
  // Few databases are on another host.
  const [{ HostReaders }, { startSsh }] = await Promise.all([
    import('../lib/hosts/host-readers.js'),
    import('../lib/hosts/link/ssh.js'),
  ]);
  return {
    kind: 'host',
    address,
    label,
    open: (options = {}) =>
      new HostReaders({
        label,
        start: () => startSsh(command, address, world.environment),
        version: programVersion(),
        path: address.path,
        logFolder,
        after,
        steady: () => performance.now(),
        now: world.now,
        random: Math.random,
        ...options,
      }),
  };
}

/** Why a command does nothing to a database on another host: a sentence; null where it does. */
export function whyNotThere(command: string): string | null {
  const isLocal = ['init', 'migrate'].includes(command);
  return isLocal
    ? `${command} is for databases of the host that it runs on: ssh HOST jobs-view ${command} PATH`
    : null;
}
