import type { ActionOrder, ActionResult } from '../../actions/action.js';
import { thrownProblem } from '../../actions/action-problem.js';
import { perform } from '../../actions/perform.js';
import { type Access, type AgentChannel, performed } from './agent-channel.js';
import { loadAgentDriver } from './agent-driver.js';

/** What a thread is given that does one action on another host. */
export interface AgentActionData {
  readonly act: {
    /** Leads to a process of its own there. */
    readonly channel: AgentChannel;
    readonly order: ActionOrder;
    /** How long that process lasts, whatever becomes of this one. */
    readonly seconds: number;
  };
}

/** Does one action in a process on another host, in this thread, which it blocks. Never rejects. */
export async function actThere({ channel, order, seconds }: AgentActionData['act']): Promise<ActionResult> {
  try {
    const ask = (accesses: readonly Access[]) => performed(channel, accesses);
    return await perform(order, (path) => loadAgentDriver(ask, seconds, path));
  } catch (error) {
    return { kind: 'problem', problem: thrownProblem(error, order.request.path) };
  }
}
