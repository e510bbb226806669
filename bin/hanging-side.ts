import { paceClock } from '../lib/app/pace-clock.js';
import type { Readers } from '../lib/snapshot/readers.js';
import { HangingReader } from '../lib/sources/hanging-reader.js';

/** The readers of a database whose disk may stop answering: the screen says so then. */
export function hangingSide(path: string, readers: Readers): Pick<Readers, 'snapshots' | 'logs' | 'listen'> {
  const snapshots = new HangingReader(path, readers.snapshots, paceClock);
  return {
    snapshots,
    logs: readers.logs,
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
