import { readFileSync } from 'node:fs';

const file = new URL('../../../../schema/tables/cf_processing_queue.sql', import.meta.url);

/** The statements that make a queue, without comments. */
export const queueSchema = readFileSync(file, 'utf8').replaceAll(/--.*$/gm, '');
