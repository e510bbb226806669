import { readFileSync } from 'node:fs';

/** What `read` results in, and how many bytes this process read from files, and from pipes, meanwhile. Linux only. */
export async function countingBytes<T>(read: () => Promise<T>): Promise<{ bytes: number; result: T }> {
  const before = bytesRead();
  const result = await read();
  return { bytes: bytesRead() - before, result };
}

function bytesRead(): number {
  return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}
