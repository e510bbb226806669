import type { ActionRequest } from '../actions/action.js';
import type { HostAction } from './wire/action-shapes.js';

/**
 * A request as it is sent to the database's host, which knows the path. Throws for an action that other hosts may not
 * request.
 */
export function hostActionOf(request: ActionRequest): HostAction {
  if (request.action === 'init' || request.action === 'migrate')
    throw new Error(`${request.action} is asked of no other host`);
  const { path: _, ...action } = request;
  return action;
}
