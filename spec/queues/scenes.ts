import type { QueueScene } from './scene.js';
import { dbos } from './scenes/dbos.js';
import { goodJob } from './scenes/good-job.js';
import { laravel } from './scenes/laravel.js';
import { oban } from './scenes/oban.js';
import { river } from './scenes/river.js';
import { solidQueue } from './scenes/solid-queue.js';

/** One scene for each queue whose folder comes with the program. */
export const scenes: readonly QueueScene[] = [dbos, goodJob, laravel, oban, river, solidQueue];
