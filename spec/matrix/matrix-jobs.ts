/** The beginning of a day long ago: half a day from where ages count days, so that none grows while a spec runs. */
const day = Date.now() - 300.5 * 86_400_000;
const at = (hours: number, minutes = 0) =>
  new Date(day + (hours * 60 + minutes) * 60_000).toISOString().slice(0, 19).replace('T', ' ');

/** A job in every status, all long ago, so that nothing on the screen changes from one minute to the next. */
export const matrixJobs = [
  {
    id: 1,
    plugin_name: 'alpha',
    status: 'FAILED',
    error_message: 'disk full \u001b]0;owned\u0007\u001b[31m\u000e',
    claim_time: at(2),
    end_time: at(2, 10),
  },
  { id: 2, plugin_name: 'beta_日本語', status: 'RUNNING', claim_time: at(3), progress_pct: 40 },
  { id: 3, plugin_name: 'gamma', status: 'ABORTED', claim_time: at(1), end_time: at(1, 10) },
  { id: 4, plugin_name: 'delta', status: 'PUZZLED', claim_time: at(0, 30) },
  {
    id: 5,
    plugin_name: 'epsilon',
    status: 'COMPLETED',
    output_path: '/out/orders.parquet',
    claim_time: at(0),
    end_time: at(0, 10),
  },
  { id: 6, plugin_name: 'zeta', status: 'QUEUED' },
] as const;
