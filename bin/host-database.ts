import type { HostReaders, HostReadersParts } from '../lib/hosts/host-readers.js';

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
  /** Begins to connect. The readers are to be closed. `firstWaitMs`: see `LinkParts`. */
  readonly open: (options?: Pick<HostReadersParts, 'onLink' | 'firstWaitMs'>) => HostReaders;
}

/** Why a path that is meant as an address isn't a valid one: a sentence for stderr that quotes nothing of it. */
export interface WrongAddress {
  readonly kind: 'wrong';
  readonly sentence: string;
}
