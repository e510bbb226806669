import { setImmediate as immediately } from 'node:timers/promises';

/** Resolves after everything else that is waiting has had its turn. */
export async function nextTurn(): Promise<void> {
  await immediately();
}
