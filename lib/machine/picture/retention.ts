import type { Picture } from '../../model/picture.js';
import type { Command } from '../state/command.js';
import type { JobsState } from '../state/state.js';

/** How long metrics are kept (behaviour 9.3), ms. */
const retentionMs = 300_000;
/** They are cleaned up at most this often, ms (design "Writing"). */
const intervalMs = 30_000;

/**
 * Requests that old metrics be deleted, if a picture shows that there are any: at most every half minute, and
 * never if nothing may be written.
 */
export function cleaning(
  state: JobsState,
  { asOf, metricsSince }: Picture,
): { readonly state: JobsState; readonly commands: readonly Command[] } {
  const isOld = typeof metricsSince === 'number' && asOf - metricsSince > retentionMs;
  const wasJustDone = state.cleanedAt !== null && Math.abs(asOf - state.cleanedAt) < intervalMs;
  if (!isOld || wasJustDone || state.writability.kind !== 'able') return { state, commands: [] };
  return { state: { ...state, cleanedAt: asOf }, commands: [{ type: 'clean-metrics' }] };
}
