import { setImmediate as immediately } from 'node:timers/promises';

/** Lets everything else that waits have its turn. */
export async function nextTurn(): Promise<void> {
  await immediately();
}
