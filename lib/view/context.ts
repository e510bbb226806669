import type { Outlook } from '../model/forecast/outlook.js';
import { type Appearance, glyphsOf } from './appearance.js';
import type { Size } from './frame.js';
import type { Glyphs } from './glyphs.js';

/** What differs for one of several databases. */
export interface OwnContext {
  /** Until when it is known to be correct, where it is out of date; else null. */
  readonly heldUntil: number | null;
  /** The other host that it is on; null: this one. Untrusted text. */
  readonly host: string | null;
}

/** What a frame depends on besides the state. Made once for each frame. Times in ms since the epoch. */
export interface ViewContext extends Appearance {
  readonly glyphs: Glyphs;
  /** The time from which ages are counted. */
  readonly now: number;
  /** Until when the picture is known to be correct: now, or when reads began to fail. */
  readonly heldUntil: number;
  /** What differs for the jobs of some of several databases, by name. */
  readonly databases: ReadonlyMap<string, OwnContext>;
  /** What becomes of the queue; null where nothing is known. */
  readonly outlook: Outlook | null;
  /** The size of the whole screen. */
  readonly size: Size;
}

/** The context of one frame. */
export function contextOf(
  appearance: Appearance,
  {
    now,
    heldUntil,
    size,
    databases = new Map(),
  }: Pick<ViewContext, 'now' | 'heldUntil' | 'size'> & Partial<Pick<ViewContext, 'databases'>>,
  outlook: Outlook | null = null,
): ViewContext {
  return { ...appearance, glyphs: glyphsOf(appearance), now, heldUntil, databases, size, outlook };
}

/** The context of what is shown of a job in one of several databases; `name` is absent where there is only one. */
export function ofDatabase<C extends ViewContext>(name: string | null | undefined, context: C): C {
  const own = context.databases.get(name ?? '');
  if (own === undefined) return context;
  return {
    ...context,
    heldUntil: Math.min(context.heldUntil, own.heldUntil ?? context.heldUntil),
    // The operator's home is here, and paths there are those of that host.
    ...(own.host !== null && { host: own.host, home: null }),
  };
}
