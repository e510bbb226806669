import process from 'node:process';
import { text } from 'node:stream/consumers';

/**
 * A process of its own that puts its standard input on the desktop's clipboard. clipboardy starts programs that
 * can hang and offers no way to end them; the parent process can kill all of them with it.
 */

/** It ends itself after this many milliseconds, in case its parent is no longer there to end it. */
const deadlineMs = 5_000;

setTimeout(() => process.exit(1), deadlineMs).unref();
async function main(): Promise<void> {
  try {
    const { default: clipboard } = await import('clipboardy');
    await clipboard.write(await text(process.stdin));
  } catch {
    process.exitCode = 1;
  }
}

void main();
