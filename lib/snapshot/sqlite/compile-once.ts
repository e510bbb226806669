import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 compile SQLite once and quickly, and never again for speed. Before Node 24 that would take a third of all that
 * a start takes of the processor, and what a dashboard reads is too little for it to pay.
 */
export function compileOnce(): void {
  if (Number.parseInt(process.versions.node, 10) < 24) setFlagsFromString('--liftoff-only');
}
