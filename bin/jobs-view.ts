#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { completionFor } from '../lib/cli/completion/completion.js';
import { manPage } from '../lib/cli/man-page.js';
import { capabilities } from '../lib/terminal/capabilities.js';
import { type Invocation, parseCommandLine } from './command-line.js';
import { runDashboard, runDemo } from './dashboard.js';
import { defaultPath } from './default-path.js';
import { doctor } from './doctor.js';
import { print } from './print.js';
import { unexpectedText } from './problem-text.js';
import { wait } from './wait.js';
import { programVersion, type World } from './world.js';
import { writeOut } from './write-out.js';
import { writeSchema } from './write-schema.js';

const world: World = {
  input: process.stdin,
  output: process.stdout,
  error: process.stderr,
  environment: process.env,
  home: process.env.HOME || homedir() || null,
  host: hostname(),
  folder: process.cwd(),
  now: Date.now,
};

async function main(invocation: Invocation): Promise<number> {
  const known = defaultPath(world.home ?? '/');
  switch (invocation.kind) {
    case 'done':
      return invocation.exitCode;
    case 'init':
    case 'migrate':
      return writeSchema(invocation.kind, invocation.path, world);
    case 'print':
      return print({ ...invocation, path: invocation.path ?? known }, world);
    case 'wait':
      return wait({ ...invocation, path: invocation.path ?? known }, world);
    case 'doctor':
      return doctor(
        { ...invocation, path: invocation.path ?? known, orDemo: invocation.path === null },
        world,
      );
    case 'completion':
      await writeOut(world.output, [completionFor(invocation.shell)]);
      return 0;
    case 'man':
      await writeOut(world.output, [manPage(programVersion())]);
      return 0;
    case 'dashboard': {
      const { readOnly, logFolder, choice } = invocation;
      const path = invocation.path ?? known;
      const { dumb } = capabilities(world.environment, { isTTY: true });
      if (world.output.isTTY !== true || world.input.isTTY !== true || dumb) {
        return print({ format: 'text', path, limit: null, choice, failOnFailed: false }, world);
      }
      const wantsDemo = invocation.demo || (invocation.path === null && !existsSync(known));
      const order = { readOnly, logFolder, choice, remembers: true };
      return wantsDemo ? runDemo(order, world) : runDashboard(path, order, world);
    }
  }
}

/** What the parser prints is gathered, so that an output which takes nothing is met like any other error. */
async function run(): Promise<number> {
  const printed: string[] = [];
  try {
    const invocation = parseCommandLine(process.argv.slice(2), programVersion(), {
      out: (text) => printed.push(text),
      error: (text) => process.stderr.write(text),
    });
    await writeOut(world.output, printed);
    return await main(invocation);
  } catch (error) {
    world.error.write(`${unexpectedText(error)}\n`);
    return 1;
  }
}

// All is written and closed by now; only chokidar keeps a timer for a second after its end.
process.exit(await run());
