import { closeSync, openSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { DatabaseWatcher } from '../../lib/watch/database-watcher.js';

/** Watches a file in a process that has no descriptor left to watch it with, and tells its parent what comes of it. */
const path = process.argv[2] ?? '';
const descriptors: number[] = [];
const look = () => readFile(path, 'utf8').catch(String);

const watcher = new DatabaseWatcher({
  path,
  look,
  pollMs: 20,
  onNotice: ({ sentence, detail }) => {
    process.send?.({ sentence, detail });
    for (const descriptor of descriptors) closeSync(descriptor);
    writeFileSync(path, 'other text');
  },
  onChange: () => {
    process.send?.('change');
    process.disconnect();
    void watcher.close();
  },
});

await look();
try {
  for (;;) descriptors.push(openSync('/dev/null', 'r'));
} catch {
  await watcher.start();
}
