/**
 * A process of its own that puts its standard input on the desktop's clipboard. clipboardy starts programs that can
 * hang without a way to end them; this way whoever started this process can kill all of it.
 */

import process from 'node:process';
import { text } from 'node:stream/consumers';

/** Should nobody be left to end it, it ends itself, after this many milliseconds. */
const deadlineMs = 5_000;

setTimeout(() => process.exit(1), deadlineMs).unref();
try {
  const { default: clipboard } = await import('clipboardy');
  await clipboard.write(await text(process.stdin));
} catch {
  process.exitCode = 1;
}
