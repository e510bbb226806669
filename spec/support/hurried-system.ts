import { nodeSystem } from '../../lib/snapshot/files/node-system.js';
import type { System } from '../../lib/snapshot/files/system.js';

/**
 * The system that specs run on, but its pauses are over at once, and its steady clock says that they have passed: for
 * readers that would wait until a file is at rest, though the spec knows that nobody writes to it.
 */
export function hurriedSystem(): System {
  let skippedMs = 0;
  return {
    ...nodeSystem,
    steady: () => nodeSystem.steady() + skippedMs,
    pause: async (ms) => {
      skippedMs += ms;
    },
  };
}
