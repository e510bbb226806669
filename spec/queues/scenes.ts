import type { QueueScene } from './scene.js';
import { dbos } from './scenes/dbos.js';

/** One scene for each queue whose folder comes with the program. */
export const scenes: readonly QueueScene[] = [dbos];
