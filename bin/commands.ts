/** What `jobs-view` does for scripts, in one part of the bundle: each part more is a file more for all that start. */
export { act } from '../lib/commands/act.js';
export { doctor } from '../lib/commands/doctor.js';
export { follow } from '../lib/commands/follow.js';
export { log, logOf } from '../lib/commands/log.js';
export { metrics } from '../lib/commands/metrics.js';
export { wait } from '../lib/commands/wait.js';
