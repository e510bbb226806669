/** Loaded before a program, and before each of its threads: a thread that asks for this host's name fails. */
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) {
  os.hostname = () => {
    throw new Error('planted');
  };
  syncBuiltinESMExports();
}
