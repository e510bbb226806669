// What a thread that reads does for other hosts: loaded by `serve-thread.ts` for them alone, as one part.
export { followThere } from '../lib/commands/follow/follow-there.js';
export { actThere } from '../lib/hosts/agent/agent-action.js';
export { elsewhereBy } from '../lib/hosts/agent/agent-host.js';
