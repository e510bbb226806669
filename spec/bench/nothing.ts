import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pinnedEnvironment } from '../support/pty.js';
import { median } from './statistics.js';

/** How long a Node takes that does nothing, in ms, with this process's environment or another one. */
export async function startNothing(environment: NodeJS.ProcessEnv = process.env): Promise<number> {
  const started = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore', env: environment }), 'close');
  return performance.now() - started;
}

/**
 * A line that says how long it takes in the environment that a dashboard gets here. What this process has besides may
 * slow Node down: NODE_EXTRA_CA_CERTS alone can treble the time that figures are compared with.
 */
export async function nothingInDashboardsEnvironment(rounds: number): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await startNothing(pinnedEnvironment()));
  return `node -e 0 takes ${median(times).toFixed(0)} ms in the environment of the dashboard`;
}
