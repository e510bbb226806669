import { after } from '../clock.js';
import type { World } from '../commands/world.js';
import { programVersion } from '../commands/world.js';
import { hostLabel, isHostAddress, parseAddress, screenLabel } from '../hosts/address.js';
import { isPostgresAddress } from '../postgres/address.js';
import type { Settings } from '../settings/resolve.js';
import { commandWords } from '../terminal/programs/viewers.js';
import type { HostDatabase, WrongAddress } from './host-database.js';
import { folderToStartIn } from './lost-folder.js';

/** Whether a path is an address of another host or a server, rather than a file of this host. */
export function isElsewhere(path: string): boolean {
  return isHostAddress(path) || isPostgresAddress(path);
}

/**
 * The host or server that a path names, or null for a file of this host. `logFolder` is the folder of logs there.
 */
export async function hostNamed(
  path: string,
  { sshCommand }: Pick<Settings, 'sshCommand'>,
  logFolder: string | null,
  world: World,
): Promise<HostDatabase | WrongAddress | null> {
  if (isPostgresAddress(path)) {
    process.title = 'jobs-view';
    return (await import('./postgres.js')).postgresNamed(path, world);
  }
  if (!isHostAddress(path)) return null;
  // Anyone could read the address in a list of processes.
  process.title = 'jobs-view';
  const parsed = parseAddress(path);
  if (parsed.kind === 'wrong') return parsed;
  const command = commandWords(sshCommand ?? 'ssh');
  if (command === null) return { kind: 'wrong', sentence: 'The setting sshCommand is not a command.' };
  const { address } = parsed;
  const label = hostLabel(address);
  // Few databases are on another host.
  const [{ HostReaders }, { startSsh }] = await Promise.all([
    import('../hosts/host-readers.js'),
    import('../hosts/link/ssh.js'),
  ]);
  return {
    kind: 'host',
    label,
    screen: screenLabel(address),
    title: address.host,
    host: address.host,
    open: (options = {}) =>
      new HostReaders({
        label,
        start: () => startSsh(command, address, world.environment, folderToStartIn()),
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

/** Why a command can't be used with such a database: a sentence; null if it can. */
export function whyNotThere(command: string, path: string): string | null {
  const isSchema = command === 'init' || command === 'migrate';
  return isSchema && !isPostgresAddress(path)
    ? `${command} is for databases of the host that it runs on: ssh HOST jobs-view ${command} PATH`
    : null;
}
