import { paceClock } from '../app/pace-clock.js';
import type { Readers } from '../snapshot/readers.js';
import { HangingReader } from '../sources/hanging-reader.js';
import { type Disk, unanswered } from './disk-database.js';

/** The readers of a database whose disk, or that of its logs, may stop answering: its pictures say so then. */
export function hangingSide(path: string, disk: Disk, readers: Readers): Readers {
  const snapshots = new HangingReader(unanswered(path, disk, false), readers.snapshots, paceClock);
  return {
    snapshots,
    logs: readers.logs,
    matchingCounts: readers.matchingCounts,
    measured: (request) => readers.measured(request),
    portion: (request) => readers.portion(request),
    readEarly: (request, serves) => readers.readEarly(request, serves),
    close: () => readers.close(),
    listen: (listener) =>
      readers.listen({
        ...listener,
        onProgress: (progress) => {
          snapshots.noteLife();
          listener.onProgress?.(progress);
        },
      }),
  };
}
