import { setTimeout as pause } from 'node:timers/promises';
import type { Problem } from '../model/problem.js';
import { nodeSystem } from '../snapshot/files/node-system.js';

/** From one try to the next, ms. */
const pauseMs = 20;

/** The result of one try. */
type Tried =
  | { readonly kind: 'picture' | 'value' }
  | { readonly kind: 'problem'; readonly problem: Pick<Problem, 'code'> };

/**
 * Reads a database again and again until somebody who writes to it non-stop leaves an instant, or the time is up, ms: then
 * the result is the last problem.
 */
export async function patiently<T extends Tried>(read: () => Promise<T>, timeout: number): Promise<T> {
  const began = nodeSystem.steady();
  for (;;) {
    const result = await read();
    const isBusy = result.kind === 'problem' && result.problem.code === 'busy';
    if (!isBusy || nodeSystem.steady() - began >= timeout) return result;
    await pause(pauseMs);
  }
}
