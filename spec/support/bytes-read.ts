import { readFileSync } from 'node:fs';
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

/** What `read` results in, and how many bytes this process read from files, and from pipes, meanwhile. Linux only. */
export async function countingBytes<T>(read: () => Promise<T>): Promise<{ bytes: number; result: T }> {
  const before = bytesRead();
  const result = await read();
  return { bytes: bytesRead() - before, result };
}

function bytesRead(): number {
  return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}
