import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { DatabaseAddress } from '../commands/database.js';
import { programVersion, type World } from '../commands/world.js';
import { HostReaders, realTime } from '../hosts/host-readers.js';
import { type Greeting, greetedAhead, type LinkProcess } from '../hosts/link/host-connection.js';
import { channelAdvice, parsePostgres } from '../postgres/address.js';
import {
  type FoundParameters,
  parametersOf,
  screenLabel,
  serverLabel,
} from '../postgres/connection-parameters.js';
import { startServing, type WrongAddress } from './host-database.js';

/** The connection parameters of an address, with what this user's environment and files add. */
export function parametersAt(address: string, { environment, home }: World): FoundParameters {
  const parsed = parsePostgres(address);
  if (parsed.kind === 'wrong') return parsed;
  return parametersOf(parsed.parts, {
    environment,
    home: home ?? '/',
    user: userInfo().username,
    read: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    isPrivate: (path) => (statSync(path).mode & 0o077) === 0,
    socketFolder: ['/var/run/postgresql', '/tmp'].find(isFolder) ?? null,
  });
}

/** Started ahead, each for the database at an address. */
const prepared = new Map<string, LinkProcess>();

/**
 * Starts the process that will read the database at an address, and lets it connect to the server, while it is found out
 * which queues are there.
 */
export function prepareServing(address: string, world: World): void {
  if (world.startServing !== undefined || prepared.has(address)) return;
  prepared.set(address, greetedAhead(startServing(world), greetingFor(address)));
}

/** Ends that process: there is no queue at this very address. */
export function endPrepared(address: string): void {
  prepared.get(address)?.stdin.end();
  prepared.delete(address);
}

function greetingFor(address: string): Greeting {
  return { version: programVersion(), path: address, logFolder: null };
}

/**
 * The database that an address names. A second process of this program reads it, as one on another host would: so the
 * keys are answered whatever is being read.
 */
export function postgresNamed(address: string, world: World): DatabaseAddress | WrongAddress {
  const found = parametersAt(address, world);
  if (found.kind === 'wrong') return found;
  const { parameters } = found;
  const label = serverLabel(parameters);
  const start = () => {
    const process = prepared.get(address);
    prepared.delete(address);
    return process ?? world.startServing?.() ?? startServing(world);
  };
  return {
    ...{ name: label, path: label, given: address },
    shown: {
      label: screenLabel(parameters),
      // Whoever sees the terminal's own title learns no more than the host.
      title: label.slice(0, label.indexOf('/', 'postgres://'.length)),
      ...{ host: null, isHere: false },
    },
    open: (options = {}) =>
      new HostReaders({
        label,
        start,
        ...greetingFor(address),
        degraded: channelAdvice,
        ...realTime,
        now: world.now,
        ...options,
      }),
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
