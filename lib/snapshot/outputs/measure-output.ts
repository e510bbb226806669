import type { BigIntStats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What was found at one path. */
export interface Measurement {
  /** The file's size, or the sum of the folder's files; null if unknown. */
  readonly bytes: bigint | null;
  /**
   * The file, or the folder and those below it, each with its time of change and size: what the sum depends on.
   */
  readonly stamps: ReadonlyMap<string, string>;
}

/** Limits for measuring a folder: a partial sum would be wrong, so beyond them there is none. */
export interface MeasureLimits {
  readonly entries: number;
  readonly folders: number;
  readonly depth: number;
}

/** The usual limits. */
export const measureLimits: MeasureLimits = { entries: 20_000, folders: 256, depth: 16 };

const unknown: Measurement = { bytes: null, stamps: new Map() };

/**
 * The size of a file, or the sum of a folder's files; links in it aren't followed. Opens nothing but folders.
 * Never rejects: anything gone, forbidden, or beyond the limits has no known size.
 */
export async function measureOutput(
  path: string,
  limits: MeasureLimits = measureLimits,
): Promise<Measurement> {
  const stamps = new Map<string, string>();
  try {
    const found = await stat(path, { bigint: true });
    stamps.set(path, stampOf(found));
    if (!found.isDirectory()) return { bytes: found.isFile() ? found.size : null, stamps };
    return { bytes: await folderBytes(path, stamps, limits), stamps };
  } catch {
    // Outputs may come and go while they are read; the next request measures again.
    return unknown;
  }
}

/** Whether everything that a size depends on is unchanged. Never rejects. */
export async function isUnchanged(measurement: Measurement): Promise<boolean> {
  if (measurement.stamps.size === 0) return false;
  try {
    for (const [path, stamp] of measurement.stamps) {
      if (stampOf(await stat(path, { bigint: true })) !== stamp) return false;
    }
    return true;
  } catch {
    // It is gone, which is a change.
    return false;
  }
}

async function folderBytes(
  root: string,
  stamps: Map<string, string>,
  limits: MeasureLimits,
): Promise<bigint | null> {
  let bytes = 0n;
  let entries = 0;
  const waiting = [{ folder: root, depth: 1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const children = await readdir(next.folder);
    entries += children.length;
    if (entries > limits.entries || next.depth > limits.depth) return null;
    for (const child of children) {
      const path = join(next.folder, child);
      const found = await lstat(path, { bigint: true });
      if (found.isFile()) bytes += found.size;
      if (!found.isDirectory()) continue;
      stamps.set(path, stampOf(found));
      if (stamps.size > limits.folders) return null;
      waiting.push({ folder: path, depth: next.depth + 1 });
    }
  }
  return bytes;
}

/** Not the time alone, which may stay the same for 10 ms. */
function stampOf(found: BigIntStats): string {
  return `${found.mtimeNs} ${found.size}`;
}
