import { grouped } from '../model/grouped.js';
import type { JobsState } from './state.js';
import { ordering, type Transition } from './transition.js';
import type { WriteOrder } from './writing.js';

/** Hands an order over to be written, and says so. */
export function carryOut(state: JobsState, order: WriteOrder): Transition {
  const notice = { tone: 'working', text: workingText(order), at: null } as const;
  return ordering({ ...state, writing: [...state.writing, order], notice }, { type: 'write', order });
}

const doing: Readonly<Record<WriteOrder['action'], string>> = {
  retry: 'Retrying',
  'retry-all': 'Retrying',
  cancel: 'Cancelling',
  stop: 'Stopping',
};

function workingText(order: WriteOrder): string {
  if (order.action === 'retry-all') return 'Retrying all failed jobs';
  const [first] = order.jobs;
  const what = order.jobs.length === 1 && first ? `job ${first.id}` : `${grouped(order.jobs.length)} jobs`;
  return `${doing[order.action]} ${what}`;
}
