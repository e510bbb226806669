import type { PaceClock } from '../app/read-pace.js';
import type { PacedSource, Pacing } from './paced-source.js';
import { ProcessorShares } from './processor-shares.js';
import type { Source } from './source.js';

/** Sources that have changed within this time, in ms, share the processor time that reading may take. */
const busyForMs = 10_000;

/** What watched sources need of the world. */
export interface SeveralPacing {
  readonly clock: PaceClock;
  /** Whether somebody is writing at full speed to the source with this name. */
  readonly atFullSpeed: (name: string) => boolean;
  /** Called when one of them has news. */
  readonly onNews: () => void;
}

/** The pacing of each source; `null`: they aren't watched, and nothing happens by itself. */
export function pacingFor(
  pacing: SeveralPacing | null,
  sources: () => readonly PacedSource[],
  onNews: () => void,
): (source: Pick<Source, 'name' | 'lane'>) => Pacing {
  if (pacing === null) return () => unpaced;
  const { clock, atFullSpeed } = pacing;
  const steady = () => clock.steady();
  const shares = new ProcessorShares(() => clock.spent?.() ?? clock.steady());
  const sharers = () => {
    const since = steady() - busyForMs;
    return Math.max(1, sources().filter(({ changedAt }) => changedAt > since).length);
  };
  const heard = new Map<string, { at: number }>();
  return ({ name, lane }) => ({
    steady,
    heard: heardIn(heard, lane),
    after: clock.after,
    share: shares.share(),
    atFullSpeed: () => atFullSpeed(name),
    sharers,
    onNews: () => {
      onNews();
      pacing.onNews();
    },
  });
}

/** If one thread answers for several sources, an answer from one is a sign of life of all. */
function heardIn(heard: Map<string, { at: number }>, lane: string | undefined): { at: number } {
  const known = lane === undefined ? undefined : heard.get(lane);
  const its = known ?? { at: Number.NEGATIVE_INFINITY };
  if (lane !== undefined) heard.set(lane, its);
  return its;
}

const unpaced: Pacing = {
  heard: { at: 0 },
  steady: () => 0,
  after: () => () => {},
  share: { spent: () => 0, begin: () => () => {} },
  atFullSpeed: () => false,
  sharers: () => 1,
  onNews: () => {},
};
