import { createHook } from 'node:async_hooks';
import { eventually } from './eventually.js';
import { NativeWriter } from './native-writer.js';

/** What a careless program leaves running: timers, watchers, children, threads, terminals, sockets, handlers. */
const kinds: Readonly<Record<string, string>> = {
  ...{ Timeout: 'timer', FSEVENTWRAP: 'file watcher', STATWATCHER: 'file watcher' },
  ...{ PROCESSWRAP: 'child process', WORKER: 'worker thread', MESSAGEPORT: 'message port' },
  ...{ TTYWRAP: 'terminal', PIPEWRAP: 'pipe', TCPSERVERWRAP: 'server', TCPWRAP: 'socket' },
  SIGNALWRAP: 'signal handle',
};

const processEvents =
  'exit beforeExit uncaughtException unhandledRejection SIGHUP SIGINT SIGQUIT SIGTERM SIGTSTP SIGCONT SIGWINCH'.split(
    ' ',
  );

/** A watch over everything that is started from now on. */
export interface LeakWatch {
  /**
   * Ends the watch, and fails unless everything started meanwhile has ended; what is still ending has until the
   * deadline (in milliseconds). The message names each thing left behind and the line that started it.
   */
  expectNone(within?: number): Promise<void>;
}

/**
 * Watches for leaks. In a spec: `leaks = watchForLeaks()` in beforeEach, `await leaks.expectNone()` in afterEach.
 * The test runner's own timers don't count.
 */
export function watchForLeaks(): LeakWatch {
  const alive = new Map<number, string>();
  const handlers = processEvents.map((event) => [event, process.listenerCount(event)] as const);
  const hook = createHook({
    init(id, type) {
      const kind = kinds[type];
      if (kind === undefined) return;
      const origin = starter();
      if (origin !== null) alive.set(id, `${kind} started ${origin}`);
    },
    destroy: (id) => void alive.delete(id),
  }).enable();
  const writers = NativeWriter.openNow;
  const leftBehind = (): string[] => [
    ...alive.values(),
    ...(NativeWriter.openNow > writers ? ['a native writer'] : []),
    ...handlers
      .filter(([event, count]) => process.listenerCount(event) !== count)
      .map(
        ([event, count]) =>
          `process handlers of ${event}: ${count} before, ${process.listenerCount(event)} now`,
      ),
  ];
  return {
    async expectNone(within = 3_000) {
      try {
        await eventually(
          () => leftBehind().length === 0,
          () => `left behind:\n${leftBehind().join('\n')}`,
          { within },
        );
      } finally {
        hook.disable();
      }
    },
  };
}

/**
 * The nearest line outside of Node; null if that is in the test runner, or a wait, which ends by itself, or the
 * process of a native writer, which is counted separately.
 */
function starter(): string | null {
  const nearest = (new Error().stack ?? '')
    .split('\n')
    .slice(1)
    .find((line) => /\/(dist|node_modules)\//.test(line) && !/\/support\/leaks\.js/.test(line));
  if (
    nearest !== undefined &&
    /node_modules\/(@?jest)|\/support\/(eventually|native-process)\.js/.test(nearest)
  )
    return null;
  return nearest?.trim() ?? 'by Node itself';
}
