import type { DemoStore } from './demo-store.js';
import type { Random } from './random.js';

/** How far back the demo's metrics reach when it opens, and how far apart the samples are, ms. */
const pastMs = 5 * 60_000;
const everyMs = 2000;

/**
 * Writes the metrics of the last five minutes, as if one job had been running all that time, so that throughput
 * and depth have a curve from the start. Call it within a transaction.
 */
export function setHistory(store: DemoStore, job: number, random: Random, now: number): void {
  const phase = random.between(0, 6);
  for (let ago = pastMs - everyMs; ago > 0; ago -= everyMs) {
    const wave = Math.sin(phase + ago / 40_000) + 0.4 * Math.sin(phase + ago / 9000);
    const rowsPerSecond = Math.round(2400 + 900 * wave + random.between(-150, 150));
    const depth = Math.max(0, Math.round(5 + 4 * Math.sin(phase + ago / 55_000)));
    store.pastMetric(job, { rowsPerSecond, bytesPerSecond: rowsPerSecond * 340 }, depth, now - ago);
  }
}
