/**
 * A thread of readers that prints and then does what the text of a search names: dies in some way, holds still until
 * there is a file, or says something.
 */

import { existsSync } from 'node:fs';
import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import type { ThreadNews, ToThread } from '../../../lib/snapshot/thread/messages.js';
import { serveReaders } from '../../../lib/snapshot/thread/serve-readers.js';

const port = parentPort;
if (port === null) throw new Error('no thread');
let path = '';

const deeds: Readonly<Record<string, () => void>> = {
  throw: () => {
    throw new Error('thrown on purpose');
  },
  reject: () => {
    // It dies once this turn is over, in which it may have found everything already.
    port.postMessage = () => {};
    void Promise.reject(new Error('rejected on purpose'));
  },
  exit: () => process.exit(3),
  memory: () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array(1e6).fill(hoard.length));
  },
  hold: () => {
    while (!existsSync(`${path}.go`));
  },
  progress: () => {
    const news: ThreadNews = { kind: 'progress', progress: { bytesRead: 1, databaseBytes: 2 } };
    port.postMessage(news);
  },
};

port.on('message', (message: ToThread) => {
  if (message.kind === 'setup') path = message.setup.path;
  if (message.kind !== 'call' || message.name !== 'search') return;
  console.log('printed to stdout');
  console.error('printed to stderr');
  deeds[message.ask.text]?.();
});
serveReaders(port, { clock: Date.now, plainText: (line) => line });
