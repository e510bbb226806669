/** A job in every status, all long ago, so that nothing on the screen changes from one minute to the next. */
export const matrixJobs = [
  {
    id: 1,
    plugin_name: 'alpha',
    status: 'FAILED',
    error_message: 'disk full \u001b]0;owned\u0007\u001b[31m\u000e',
    claim_time: '2026-01-15 09:00:00',
    end_time: '2026-01-15 09:10:00',
  },
  {
    id: 2,
    plugin_name: 'beta_日本語',
    status: 'RUNNING',
    claim_time: '2026-01-15 10:00:00',
    progress_pct: 40,
  },
  {
    id: 3,
    plugin_name: 'gamma',
    status: 'ABORTED',
    claim_time: '2026-01-15 08:00:00',
    end_time: '2026-01-15 08:10:00',
  },
  { id: 4, plugin_name: 'delta', status: 'PUZZLED', claim_time: '2026-01-15 07:30:00' },
  {
    id: 5,
    plugin_name: 'epsilon',
    status: 'COMPLETED',
    output_path: '/out/orders.parquet',
    claim_time: '2026-01-15 07:00:00',
    end_time: '2026-01-15 07:10:00',
  },
  { id: 6, plugin_name: 'zeta', status: 'QUEUED' },
] as const;
