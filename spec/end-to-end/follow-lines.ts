import { eventually } from '../support/eventually.js';
import { type Run, start } from './scripts.js';

/** An object that `follow --json` printed. */
export type Told = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly cursor: string | null;
};

/** A run of `follow --json`, and what it has told so far. */
export interface Follower {
  readonly told: readonly Told[];
  readonly ended: Promise<Run>;
  /** Resolves once it has told something of which this is true. */
  until(isSo: (told: readonly Told[]) => boolean): Promise<void>;
  /** Ends it as a crash would, or as asked; resolves when all that it had told is known, whole lines only. */
  end(signal?: NodeJS.Signals): Promise<Run>;
}

/** Starts `follow --json` with these arguments as a process of its own; `onTold` is called for each line. */
export function followInJson(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  onTold: (told: Told, child: { kill(signal: NodeJS.Signals): boolean }) => void = () => {},
): Follower {
  const { child, ended } = start(['follow', ...args, '--json'], environment);
  const told: Told[] = [];
  let rest = '';
  child.stdout?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const each = JSON.parse(line) as Told;
      told.push(each);
      onTold(each, child);
    }
  });
  return {
    told,
    ended,
    until: async (isSo) => {
      await eventually(
        () => (child.exitCode === null ? isSo(told) : Promise.reject(new Error('it has ended'))),
        () => JSON.stringify(told.slice(-5)),
      );
    },
    end: async (signal = 'SIGKILL') => {
      child.kill(signal);
      return ended;
    },
  };
}
