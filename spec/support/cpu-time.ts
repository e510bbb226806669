/** The processor time that this process takes for some work, ms: what else the machine does is no part of it. */
export function cpuMs(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The least of three runs, ms, since a run may be the one that collects garbage; each is given its number. */
export function leastCpuMs(work: (run: number) => unknown): number {
  return Math.min(...[1, 2, 3].map((run) => cpuMs(() => work(run))));
}
