import type { MessagePort } from 'node:worker_threads';
import { serveReaders } from '../lib/snapshot/thread/serve-readers.js';
import { isShare } from '../lib/snapshot/thread/shared-thread.js';
import { withoutEscapeSequences } from '../lib/view/text/escape-sequences.js';

/** Reads for the process that started this thread. */
export function serveThread(port: MessagePort): void {
  const parts = { clock: Date.now, plainText: withoutEscapeSequences };
  serveReaders(port, parts);
  // The readers of several databases share the thread.
  port.on('message', (message: { readonly kind: string }) => {
    if (isShare(message)) serveReaders(message.port, parts);
  });
}
