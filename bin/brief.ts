import { setFlagsFromString } from 'node:v8';

/** Commands and options that read once, print or write, and end. */
const brief = /^(init|migrate|causes|workers|parsers|retry|cancel|stop|doctor|--once|--json)$/;
/** Commands that may run for long, whatever other arguments there are. */
const lasting = /^(follow|log|metrics|wait|serve)$/;

/** Whether these arguments ask for something that ends by itself as soon as it is done. */
export function isBrief(args: readonly string[]): boolean {
  return args.some((argument) => brief.test(argument)) && !args.some((argument) => lasting.test(argument));
}

/**
 * Has V8 compile for speed only what has run for sixty times as long as usual. With a thousand jobs little does, and
 * compiling the rest would take a fifth of the processor time that printing them takes. From Node 22 on, V8 has no such
 * option, and would say so on stderr.
 */
export function compileLate(): void {
  if (Number.parseInt(process.versions.node, 10) < 22) setFlagsFromString('--interrupt-budget=4000000');
}
