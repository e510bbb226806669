/** The commands for scripts, in one part of the bundle: each further part would be one more file to load. */
export { act } from '../lib/commands/act.js';
export { doctor } from '../lib/commands/doctor.js';
export { follow } from '../lib/commands/follow.js';
export { log, logOf } from '../lib/commands/log.js';
export { metrics } from '../lib/commands/metrics.js';
export { wait } from '../lib/commands/wait.js';
