import { readFileSync } from 'node:fs';

const textOf = (name: string): string =>
  readFileSync(new URL(`../../../../lib/hosts/agent/${name}.py`, import.meta.url), 'utf8');

/** The text of the agent; the bundle has it in itself. */
export const agentSource: string = textOf('agent');

/** What the agent learns before it begins a process of its own, for something else than reading. */
export const helperSource: string = textOf('helper');
