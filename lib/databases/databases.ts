import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { namedCommands } from '../cli/command-table.js';
import { afterUnlessDone } from '../clock.js';
import type { DatabaseAddress } from '../commands/database.js';
import type { World } from '../commands/world.js';
import { isHostAddress, scpAddress } from '../hosts/address.js';
import { nearest } from '../nearest.js';
import { isPostgresAddress } from '../postgres/address.js';
import type { Settings } from '../settings/resolve.js';
import { type NamedPath, namedDatabases } from '../sources/database-names.js';
import { commandWords } from '../terminal/programs/viewers.js';
import { sanitize } from '../view/text/sanitize.js';
import type { Links, WrongAddress } from './host-database.js';
import type { AgentParts } from './serve-agent.js';

/** Whether a path is an address of another host or a server, rather than a file of this host. */
export function isElsewhere(path: string): boolean {
  return isHostAddress(path) || isPostgresAddress(path);
}

/**
 * The host or server that a path names, or null for a file of this host. `logFolder` is the folder of logs there; `links` may
 * have one to it.
 */
export async function hostNamed(
  path: string,
  { sshCommand, pipes }: Pick<Settings, 'sshCommand' | 'pipes'>,
  logFolder: string | null,
  world: World,
  links: Links,
): Promise<DatabaseAddress | WrongAddress | null> {
  if (isPostgresAddress(path)) {
    process.title = 'jobs-view';
    const named = (await import('./postgres.js')).postgresNamed(path, world);
    return 'sentence' in named ? named : { ...named, once: () => serverReadOnce(path, world, links) };
  }
  if (!isHostAddress(path)) return null;
  // Anyone could read the address in a list of processes.
  process.title = 'jobs-view';
  const ssh = commandWords(sshCommand ?? 'ssh');
  // Few databases are on another host.
  const { remoteDatabase } = await import('./remote-database.js');
  // The doctor and `follow` need a large part of the program, which is loaded for them alone.
  const agent: AgentParts = {
    findings: async (...of) => (await import('./serve.js')).agentFindings(...of),
    recordedAt: async () => (await import('./serve.js')).recordLocation(path, world),
  };
  return remoteDatabase(path, { ssh, pipes }, logFolder, world, agent);
}

/** Reads a database on a server in this process: no key waits for it, and all of it may be printed. */
function serverReadOnce(
  address: string,
  world: World,
  { servers }: Links,
): ReturnType<NonNullable<DatabaseAddress['once']>> {
  const link = servers.get(address) ?? null;
  servers.delete(address);
  const reader = import('./serve.js').then(({ serverReader }) => serverReader(address, world, link));
  return {
    measured: async (request) => (await reader).measured(request),
    close: async () => (await reader).close(),
  };
}

/** After this many ms it is said that a host, or a server, has not answered yet. */
export const slowMs = 3000;

/**
 * A database that a command waits for. On a terminal's stderr it says which host it waits for; it waits at most `timeout`
 * ms for the link; null or 0: until that is up or has failed.
 */
export function awaited(
  { open, ...rest }: DatabaseAddress,
  timeout: number | null,
  { error }: Pick<World, 'error'>,
  later = afterUnlessDone,
): DatabaseAddress {
  if (open === undefined) return rest;
  const limit: { firstWaitMs?: number } = timeout === null || timeout === 0 ? {} : { firstWaitMs: timeout };
  const isAnnounced = error.isTTY === true && (limit.firstWaitMs ?? Infinity) > slowMs;
  const text = `jobs-view: waiting for ${sanitize(rest.path, pathLimit)} (Ctrl-C to stop)\n`;
  return {
    ...rest,
    open: (options = {}) => {
      const onLink = isAnnounced ? later(slowMs, () => void error.write(text)) : () => {};
      return open({ onLink, ...limit, ...options });
    },
  };
}

/** Why a command can't be used with such a database: a sentence; null if it can. */
export function whyNotThere(command: string, path: string): string | null {
  const isSchema = command === 'init' || command === 'migrate';
  if (!isSchema || isPostgresAddress(path)) return null;
  const there = /^ssh:/i.test(path) ? `ssh HOST jobs-view ${command} PATH` : 'run it there';
  return `${command} is for databases of the host that it runs on: ${there}`;
}

/**
 * The databases to take together, one by one in `databases`; null if there is only one; or why an address
 * among them is wrong. `addressOf` says who reads one; `command` is what they are for.
 */
export async function severalIn(
  command: string,
  all: readonly NamedPath[],
  addressOf: (path: string) => Promise<DatabaseAddress | WrongAddress>,
): Promise<readonly DatabaseAddress[] | WrongAddress | null> {
  const databases = namedDatabases(all);
  if (databases.length < 2) return null;
  const named: DatabaseAddress[] = [];
  for (const { name, path } of databases) {
    const address = await addressOf(path);
    if ('sentence' in address) return address;
    const sentence = address.open === undefined ? null : whyNotThere(command, path);
    if (sentence !== null) return { kind: 'wrong', sentence };
    named.push({ ...address, name });
  }
  return named;
}

/** The databases with each queue by itself, by the queues that were found in them; null: there is one only. */
export type EachQueue = (
  found: ReadonlyMap<string, readonly string[]>,
) => Promise<readonly DatabaseAddress[] | WrongAddress | null>;

/** What the screen calls several databases together. */
export function labelOf(databases: readonly DatabaseAddress[]): string {
  return `${databases.length} databases`;
}

/**
 * What the operator's choices for these databases are kept under: the same for the same ones in another order, and
 * under the same names, which are in the ids of their jobs.
 */
export function memoryKey(
  databases: readonly Pick<DatabaseAddress, 'name' | 'path' | 'given'>[],
  { folder }: Pick<World, 'folder'>,
): string {
  return databases
    .map(
      ({ name, path, given = path }) => `${isElsewhere(given) ? given : resolve(folder, given)} as ${name}`,
    )
    .sort()
    .join(':');
}

const pathLimit = 4096;
const names = namedCommands.map(({ name }) => name);

/**
 * Names the file that may have been meant by a word that has become a command; empty where there is none.
 */
export function namesakeText([word = '']: readonly string[], folder: string): string {
  const isThere =
    /^(help|version)$/.test(word) && statSync(resolve(folder, word), { throwIfNoEntry: false })?.isFile();
  return isThere === true ? `jobs-view: for the file ${word}, write ./${word}\n` : '';
}

/**
 * The address that was meant by `host:path`, where no such file exists; null where it is meant as a file. One that is
 * still to be made may have any name, in a folder that exists.
 */
export function addressMeant(path: string, folder: string, isMade = false): string | null {
  const address = scpAddress(path);
  const file = resolve(folder, path);
  return address === null || existsSync(isMade ? dirname(file) : file) ? null : address;
}

/** What to say of the first path that is written as scp takes one; null where none is. */
export function mistakenAddress(paths: readonly string[], folder: string): string | null {
  for (const path of paths) {
    const address = addressMeant(path, folder);
    if (address === null) continue;
    const [here, there] = [sanitize(path, pathLimit), sanitize(address, pathLimit)];
    return `jobs-view: ${here} is no file here; on another host it is ${there}\n`;
  }
  return null;
}

/**
 * What to say when a path looks like a mistyped command and no such file exists; null where it is meant as a path.
 */
export function mistakenCommand(path: string | null, folder: string): string | null {
  if (path === null) return null;
  const meant = /^[a-z]{2,}$/i.test(path) ? nearest(path, names) : null;
  if (meant === null || existsSync(resolve(folder, path))) return null;
  return `jobs-view: unknown command '${sanitize(path, 100)}' (Did you mean ${meant}?)\nFor a file of that name, write ./${path}\n`;
}
