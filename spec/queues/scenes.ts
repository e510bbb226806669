import type { QueueScene } from './scene.js';
import { dbos } from './scenes/dbos.js';
import { oban } from './scenes/oban.js';
import { river } from './scenes/river.js';

/** One scene for each queue whose folder comes with the program. */
export const scenes: readonly QueueScene[] = [dbos, oban, river];
