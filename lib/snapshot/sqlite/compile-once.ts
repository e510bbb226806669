import { setFlagsFromString } from 'node:v8';

/** V8's `--liftoff-only`, and what it implies: from Node 24 on an option that is set later no longer brings that along. */
const quickly = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

/**
 * Has V8 compile SQLite once and quickly, and never again for speed. That would take two fifths of all that a start takes
 * of the processor, and what a dashboard reads is too little for it to pay.
 */
export function compileOnce(): void {
  for (const option of quickly) setFlagsFromString(option);
}
