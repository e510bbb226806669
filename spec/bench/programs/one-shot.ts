/** A whole run of the program that prints every job as JSON, against a Node that does nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { program } from '../../end-to-end/program.js';
import { median } from '../statistics.js';
import { databaseOf, numberOf, runTrial } from '../trial-process.js';

async function run(args: readonly string[], home: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HOME: home },
  });
  child.stdout.resume();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return performance.now() - started;
}

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  const json = [program, '--json', path];
  await run(json, task.folder);
  const nothing: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < numberOf(task, 'rounds'); round += 1) {
    nothing.push(await run(['-e', '0'], task.folder));
    whole.push(await run(json, task.folder));
  }
  return {
    figures: { ratio: median(whole) / median(nothing) },
    notes: [
      `medians of ${whole.length}: ${median(whole).toFixed(0)} ms, and ${median(nothing).toFixed(0)} ms`,
    ],
  };
});
