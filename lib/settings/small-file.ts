import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** No file that a person or this program writes here is larger, in bytes. */
const mostBytes = 16_000_000;

/** The text of a small, plain file. Throws the system's errors; never blocks on a pipe or a device. */
export function readSmallFile(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new Error('it is not a plain file');
    if (status.size > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
    return readFileSync(descriptor, 'utf8').replace(/^\ufeff/, '');
  } finally {
    closeSync(descriptor);
  }
}
