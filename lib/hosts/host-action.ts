import type { ActionRequest } from '../actions/action.js';
import { type ActionProblem, actionProblem } from '../actions/action-problem.js';
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

/** Why nothing is done to a database that its host serves for watching alone. */
export function servedReadOnly(file: string): ActionProblem {
  return actionProblem('read-only', file, {
    sentence: 'The host serves this database read-only.',
    advice: 'Do it on the host itself, or with a key that its authorized_keys lets write.',
  });
}
