/** What is loaded after the reader thread was started, in one part of the bundle. */
export { processWorld } from './process-world.js';
export { run } from './run.js';
