import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { HostReaders } from '../hosts/host-readers.js';
import type { LinkTrouble } from '../hosts/link/link-trouble.js';
import type { HostDatabase } from './host-database.js';

/** The other host's side of a dashboard. */
export interface FarSide {
  readonly readers: HostReaders;
  /** From now on notes there when the link goes up or down; what happened to it until now is noted at once. */
  readonly noteIn: (diagnostics: Pick<Diagnostics, 'note'>) => void;
}

/** After this many ms the screen says that a host doesn't answer. */
const firstWaitMs = 5000;

/** Begins to connect to a database on another host, or on a server. The readers are to be closed. */
export function startFar({ open }: Pick<HostDatabase, 'open'>): FarSide {
  const before: (LinkTrouble | null)[] = [];
  let note = (trouble: LinkTrouble | null): void => void before.push(trouble);
  const readers = open({ onLink: (trouble) => note(trouble), firstWaitMs });
  return {
    readers,
    noteIn: (diagnostics) => {
      note = (trouble) => {
        if (trouble === null) return diagnostics.note('link.up');
        const what = 'what' in trouble ? trouble.what : null;
        diagnostics.note('link.down', { why: trouble.kind, what });
      };
      for (const trouble of before.splice(0)) note(trouble);
    },
  };
}
