/** The commands for scripts, in one part of the bundle: each further part would be one more file to load. */
export { act } from '../commands/act.js';
export { doctor } from '../commands/doctor.js';
export { follow } from '../commands/follow.js';
export { log, logOf } from '../commands/log.js';
export { metrics } from '../commands/metrics.js';
export { wait } from '../commands/wait.js';
