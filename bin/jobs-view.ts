#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { capabilities } from '../lib/terminal/capabilities.js';
import { type Invocation, parseCommandLine } from './command-line.js';
import { runDashboard, runDemo } from './dashboard.js';
import { defaultPath } from './default-path.js';
import { dumbText } from './dumb-text.js';
import { print } from './print.js';
import { unexpectedText } from './problem-text.js';
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
    case 'dashboard': {
      const path = invocation.path ?? known;
      const { dumb } = capabilities(world.environment, { isTTY: true });
      const { looks, alerts } = invocation;
      if (world.output.isTTY !== true || world.input.isTTY !== true || dumb) {
        if (dumb && world.output.isTTY === true) world.error.write(`${dumbText(world.environment)}\n`);
        return print({ format: 'text', path, limit: null, looks }, world);
      }
      const wantsDemo = invocation.demo || (invocation.path === null && !existsSync(known));
      const { readOnly, logFolder } = invocation;
      const order = { readOnly, logFolder, remembers: true, looks, alerts };
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

process.exitCode = await run();
