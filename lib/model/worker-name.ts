/**
 * The name that tells one worker from another, as `schema/fragments/worker_name.sql` has it: `vm:30534`, `worker-3`.
 * Null where the record names nobody. Untrusted.
 */
export function workerNameOf(worker: string | null, process: number | null): string | null {
  if (process === null) return worker;
  return worker === null ? `pid ${process}` : `${worker}:${process}`;
}
