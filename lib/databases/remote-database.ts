import type { DatabaseAddress } from '../commands/database.js';
import { programVersion, type World } from '../commands/world.js';
import { folderToStartIn } from '../entries.js';
import { hostLabel, hostName, parseAddress, screenLabel } from '../hosts/address.js';
import { HostReaders, type HostReadersParts, realTime } from '../hosts/host-readers.js';
import { beginThere, commandTo, startFar } from '../hosts/link/far-command.js';
import { type FarReport, needsAgent, writesBeside } from '../hosts/link/far-shell.js';
import { isPostgresAddress, parsePostgres } from '../postgres/address.js';
import type { Settings } from '../settings/resolve.js';
import type { WrongAddress } from './host-database.js';
import { type AgentParts, beginAgent } from './serve-agent.js';

/**
 * The database at an address of another host, whose program reads it, or an agent where there is none. `ssh` are the
 * words of the command, null where the setting has none; `logFolder` is the folder of logs there. Nothing is connected
 * before it is opened.
 */
export function remoteDatabase(
  path: string,
  { ssh, pipes }: Pick<Settings, 'pipes'> & { readonly ssh: readonly string[] | null },
  logFolder: string | null,
  world: World,
  agent: AgentParts,
): DatabaseAddress | WrongAddress {
  const parsed = parseAddress(path);
  if (parsed.kind === 'wrong') return parsed;
  if (ssh === null) return { kind: 'wrong', sentence: 'The setting sshCommand is not a command.' };
  const { address } = parsed;
  // Which server is read from there, its own program finds out; a password is refused here already.
  const server =
    address.path !== null && isPostgresAddress(address.path) ? parsePostgres(address.path) : null;
  if (server?.kind === 'wrong') return server;
  const label = hostLabel(address);
  const own = new Map(pipes.map(({ name, words }) => [name, words]));
  const command = commandTo(address.pipe, { ssh, own });
  if (command === null) return { kind: 'wrong', sentence: 'The setting pipes has no command of that name.' };
  const reading = (options: Partial<HostReadersParts>, isAgent: (report: FarReport) => boolean) =>
    new HostReaders({
      label,
      start: () => startFar(command, world.environment, folderToStartIn()),
      begin: (report, process) =>
        server === null && isAgent(report)
          ? beginAgent(process, address.path, world, agent)
          : beginThere(report, process),
      version: programVersion(),
      path: address.path,
      logFolder,
      ...realTime,
      now: world.now,
      ...options,
    });
  return {
    ...{ name: label, path: label, given: path },
    shown: {
      label: screenLabel(address),
      title: hostName(address.pipe),
      // No command fetches from elsewhere by a name alone.
      host: address.pipe.kind === 'ssh' ? address.pipe.host : label,
      isHere: false,
    },
    open: (options = {}) => reading({ beside: () => reading({}, writesBeside), ...options }, needsAgent),
  };
}
