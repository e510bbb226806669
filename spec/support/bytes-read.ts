import { nodeSystem } from '../../lib/snapshot/files/node-system.js';
import type { System } from '../../lib/snapshot/files/system.js';

/** The system that specs run on, and how many bytes of files were read through it so far: by its reader alone. */
export interface CountingSystem extends System {
  readonly bytes: number;
}

/** Counts from zero on. */
export function countingSystem(): CountingSystem {
  let bytes = 0;
  return {
    ...nodeSystem,
    read(descriptor, into, position) {
      const read = nodeSystem.read(descriptor, into, position);
      bytes += read;
      return read;
    },
    get bytes() {
      return bytes;
    },
  };
}
