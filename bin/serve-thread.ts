import type { MessagePort } from 'node:worker_threads';
import { serveReaders } from '../lib/snapshot/thread/serve-readers.js';
import { withoutEscapeSequences } from '../lib/view/text/escape-sequences.js';

/** Reads for whoever began this thread. */
export function serveThread(port: MessagePort): void {
  serveReaders(port, { clock: Date.now, plainText: withoutEscapeSequences });
}
