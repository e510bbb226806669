import type { ActionRequest } from '../actions/action.js';
import type { HostAction } from './wire/action-shapes.js';

/** A request as it is sent to the host of the database, which knows the path. Throws for what no other host may ask. */
export function hostActionOf(request: ActionRequest): HostAction {
  if (request.action === 'init' || request.action === 'migrate')
    throw new Error(`${request.action} is asked of no other host`);
  const { path: _, ...action } = request;
  return action;
}
