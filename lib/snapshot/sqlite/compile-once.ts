import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 compile SQLite once and quickly, and never again for speed. That would take two fifths of all that a start takes
 * of the processor, and what a dashboard reads is too little for it to pay.
 */
export function compileOnce(): void {
  // The first implies the others, but from Node 24 on not when it is set later.
  const options = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];
  for (const option of options) setFlagsFromString(option);
}
