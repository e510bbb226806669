import { spawn } from 'node:child_process';
import type { World } from '../commands/world.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { folderToStartIn, processArgs, started } from '../entries.js';
import type { HostReaders, HostReadersParts } from '../hosts/host-readers.js';
import type { LinkProcess } from '../hosts/link/host-connection.js';

/** A database that another program reads for this one, on another host or beside this one. */
export interface HostDatabase {
  readonly kind: 'host';
  /** Names the host wherever a path must not be shown. */
  readonly label: string;
  /** Names the database on the screen, and in the terminal's title. */
  readonly screen: string;
  readonly title: string;
  /** The host whose name is shown with paths there; null: this one. */
  readonly host: string | null;
  /** It is on a disk of this host: its folders can be opened here. */
  readonly isHere?: boolean;
  /** Begins to connect. The readers are to be closed. `firstWaitMs`: see `LinkParts`. */
  readonly open: (options?: Pick<HostReadersParts, 'onLink' | 'onQueues' | 'firstWaitMs'>) => HostReaders;
}

/** Why a path that is meant as an address isn't a valid one: a sentence for stderr that quotes nothing of it. */
export interface WrongAddress {
  readonly kind: 'wrong';
  readonly sentence: string;
}

/**
 * Starts this program once more, to serve a database to this one. What it serves goes through the pipe: in a list of
 * processes everybody could read it. `config` is the configuration file that the operator named; null: the usual one.
 */
export function startServing({ environment, program }: World, config: string | null = null): LinkProcess {
  const named = config === null ? [] : ['--config', config];
  const words = [...processArgs(program, process.execArgv), 'serve', '--stdio', ...named];
  return started(() =>
    spawn(process.execPath, words, { env: environment, stdio: 'pipe', ...folderToStartIn() }),
  );
}

/** A database on another host, or on a server, that a dashboard has opened. */
export interface OpenedHost {
  readonly readers: HostReaders;
  /** From now on notes there when the link goes up or down; what happened to it until now is noted at once. */
  readonly noteIn: (diagnostics: Pick<Diagnostics, 'note'>) => void;
}

/** Tells that the database at an address has several queues, by their names. */
export type TellQueues = (given: string, queues: readonly string[]) => void;
