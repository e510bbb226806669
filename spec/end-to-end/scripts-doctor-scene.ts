import { expect } from '@jest/globals';
import { runInside } from './inside.js';

/** What was said, by topic; or environment variables. */
export type Said = Readonly<Record<string, string>>;

/** What the doctor says of each topic, verdict first, and how it ended. */
export async function doctorSays(
  args: readonly string[],
  environment: Said,
): Promise<{ code: number | null; said: Said }> {
  const { code, out, errors } = await runInside(['doctor', ...args], environment);
  expect(errors).toBe('');
  const lines = out.split('\n').flatMap((line) => {
    const match = /^(ok|note|bad) +(\w+(?: \w+)?) {2,}(.*)$/.exec(line);
    return match === null ? [] : [[match[2] ?? '', `${match[1]} ${match[3]}`] as const];
  });
  return { code, said: Object.fromEntries(lines) };
}
