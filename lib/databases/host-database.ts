import { spawn } from 'node:child_process';
import type { World } from '../commands/world.js';
import { folderToStartIn, processArgs, started } from '../entries.js';
import type { HostReaders } from '../hosts/host-readers.js';
import type { LinkProcess } from '../hosts/link/host-connection.js';
import type { ServerLink } from '../postgres/link/server-link.js';

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
  const words = () => [...processArgs(program, process.execArgv), 'serve', '--stdio', ...named];
  return started(() =>
    spawn(process.execPath, words(), { env: environment, stdio: 'pipe', ...folderToStartIn() }),
  );
}

/** Links that were asked which queues are there, until they are used: whoever gives this closes them. */
export interface Links {
  readonly hosts: Set<HostReaders>;
  /** By the address. */
  readonly servers: Map<string, ServerLink>;
}

/** Tells that the database at an address has several queues, by their names. */
export type TellQueues = (given: string, queues: readonly string[]) => void;

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls the listener for each signal that would end the program; returns a function that leaves them to the system
 * again.
 */
export function onEndingSignals(listener: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of endingSignals) process.on(signal, listener);
  return () => {
    for (const signal of endingSignals) process.off(signal, listener);
  };
}

/**
 * Closes a link before a signal ends the program: without a farewell a server would note that the connection was lost.
 * Returns a function that leaves signals to the system again.
 */
export function closedFirst(close: () => Promise<void>): () => void {
  const leave = onEndingSignals((signal) => {
    leave();
    void close().finally(() => process.kill(process.pid, signal));
  });
  return leave;
}
