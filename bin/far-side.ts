import type { Diagnostics } from '../lib/diagnostics/diagnostics.js';
import type { HostReaders } from '../lib/hosts/host-readers.js';
import type { LinkTrouble } from '../lib/hosts/link/link-trouble.js';
import type { HostDatabase } from './host-database.js';

/** The other host's side of a dashboard. */
export interface FarSide {
  readonly readers: HostReaders;
  /** Tells where to note that the link is up, or down; what came of it until then is noted at once. */
  readonly noteIn: (diagnostics: Pick<Diagnostics, 'note'>) => void;
}

/** What is on the screen says that a host doesn't answer after this many ms. */
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
