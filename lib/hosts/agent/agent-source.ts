import { readFileSync } from 'node:fs';

/** The text of the agent; the bundle has it in itself. */
export const agentSource: string = readFileSync(
  new URL('../../../../lib/hosts/agent/agent.py', import.meta.url),
  'utf8',
);
