import { writeSync } from 'node:fs';
import type { RecordLocation } from '../../model/follow-event.js';
import type { FollowElsewhere } from '../../snapshot/thread/serve-readers.js';
import { followServed } from './follow-here.js';
import { shared } from './following.js';

/** The descriptor of stderr, whose stream a thread hasn't. */
const stderr = 2;

/** Follows a queue on another host in the thread that reads it, which each access there blocks. */
export const followThere: FollowElsewhere = (database, { clock, lastWritten, workers, identity }) => {
  let location: RecordLocation | null = null;
  let changed = (): void => {};
  const served = followServed(
    () => ({
      database: shared(database),
      ...{ lastWritten, workers, identity },
      watch: (onChange) => ({
        start: async () => {
          changed = onChange;
        },
        close: async () => {},
      }),
    }),
    () => location,
    // Whole milliseconds, since a run's name is made of them.
    { now: () => Math.floor(clock()), error: { write: (text) => writeSync(stderr, text) } },
  );
  return {
    next: (ask) => {
      if (ask === null) return served.next(null);
      ({ location } = ask);
      const { location: _, ...start } = ask;
      return served.next(start);
    },
    changed: () => changed(),
    close: () => served.close(),
  };
};
