import type { ParserWord } from '../model/filter/filter-text.js';
import type { Outlook } from '../model/forecast/outlook.js';
import type { QueueLack } from '../model/limits.js';
import type { TimeLook } from '../model/saved-view.js';
import { type Appearance, glyphsOf } from './appearance.js';
import { type Clock, utcZone, type Zone } from './format/times.js';
import type { Size } from './frame.js';
import type { Glyphs } from './glyphs.js';

/** What differs for one of several databases. */
export interface OwnContext {
  /** Until when it is known to be correct, where it is out of date; else null. */
  readonly heldUntil: number | null;
  /** The other host that it is on; null: this one. Untrusted text. */
  readonly host: string | null;
  /**
   * How far ahead of this host's clock the clock is that its rows have their times from, ms; absent: it is the same
   * one.
   */
  readonly aheadMs?: number;
  /** What its queue doesn't record. */
  readonly lacks?: readonly QueueLack[];
}

/** What a frame depends on besides the state. Made once for each frame. Times in ms since the epoch. */
export interface ViewContext extends Appearance, Clock {
  readonly glyphs: Glyphs;
  /** The time from which ages are counted: by the clock of what is shown. */
  readonly now: number;
  /** The zone of every time that is shown. */
  readonly zone: Zone;
  /** The time by this host's own clock. */
  readonly here: number;
  /** Until when the picture is known to be correct: now, or when reads began to fail. */
  readonly heldUntil: number;
  /** What differs for the jobs of some of several databases, by name. */
  readonly databases: ReadonlyMap<string, OwnContext>;
  /** The queue's outlook; null if nothing is known. */
  readonly outlook: Outlook | null;
  /** The size of the whole screen. */
  readonly size: Size;
  /** What the queue doesn't record, so that no job says that it is missing. */
  readonly lacks?: readonly QueueLack[];
  /** What jobs are runs of. */
  readonly parserWord: ParserWord;
  /** Columns that no job has a value for. */
  readonly unrecorded: ReadonlySet<string>;
}

/** What a context needs to be told; the rest is that of one database on this host that nothing is known of. */
type Given = Pick<ViewContext, 'now' | 'heldUntil' | 'size'> &
  Partial<Pick<ViewContext, 'here' | 'databases' | 'lacks' | 'parserWord' | 'unrecorded'>>;

/** The zone of every time on the screen. */
export function zoneShown({ zone = utcZone, localZone = utcZone }: Appearance, times: TimeLook): Zone {
  return { ages: zone, utc: utcZone, local: localZone }[times];
}

/** The context of one frame. */
export function contextOf(
  appearance: Appearance,
  { times = appearance.times ?? 'ages', ...given }: Given & { readonly times?: TimeLook },
  outlook: Outlook | null = null,
): ViewContext {
  const nothing = { databases: new Map(), lacks: [], unrecorded: new Set<string>() };
  const usual = { ...nothing, here: given.now, parserWord: 'parser' as const, outlook };
  return {
    ...appearance,
    ...usual,
    ...given,
    glyphs: glyphsOf(appearance),
    zone: zoneShown(appearance, times),
    showsTimes: times !== 'ages',
  };
}

/** The context for a job in one of several databases; `name` is absent if there is only one. */
export function ofDatabase<C extends ViewContext>(name: string | null | undefined, context: C): C {
  const own = context.databases.get(name ?? '');
  if (own === undefined) return context;
  const { aheadMs = 0, lacks = [] } = own;
  return {
    ...context,
    lacks,
    now: context.here + aheadMs,
    heldUntil: Math.min(context.heldUntil, own.heldUntil ?? context.heldUntil) + aheadMs,
    // Applied a second time, this changes nothing.
    databases: new Map(),
    // The operator's home is here, and paths there are those of that host.
    ...(own.host !== null && { host: own.host, home: null }),
  };
}
