#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import type { Said } from '../lib/settings/keys.js';
import { capabilities } from '../lib/terminal/capabilities.js';
import { type Invocation, parseCommandLine, wrongUsage } from './command-line.js';
import { runDashboard, runDemo } from './dashboard.js';
import { defaultPath } from './default-path.js';
import { dumbText } from './dumb-text.js';
import { print } from './print.js';
import { unexpectedText } from './problem-text.js';
import { glyphsSaid, looksOf, settingsFor } from './settings.js';
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
    case 'print': {
      const { path } = invocation;
      const found = settingsFor(
        { ...(path === null ? {} : { database: path }), ...glyphsSaid(invocation.looks) },
        invocation.config,
        world,
      );
      if (found.kind === 'wrong') return refuse(found.text);
      const { settings } = found;
      return print({ ...invocation, path: settings.database ?? known, looks: looksOf(settings) }, world);
    }
    case 'dashboard': {
      const found = settingsFor(flagsOf(invocation), invocation.config, world);
      if (found.kind === 'wrong') return refuse(found.text);
      const { database, readOnly, logDir, logFile, bell, notify, filter } = found.settings;
      const looks = looksOf(found.settings);
      const path = database ?? known;
      const { dumb } = capabilities(world.environment, { isTTY: true });
      if (world.output.isTTY !== true || world.input.isTTY !== true || dumb) {
        if (dumb && world.output.isTTY === true) world.error.write(`${dumbText(world.environment)}\n`);
        return print({ format: 'text', path, limit: null, looks }, world);
      }
      const wantsDemo = invocation.demo || (database === null && !existsSync(known));
      const alerts = { bell, notify };
      const order = { readOnly, logFolder: logDir, remembers: true, looks, alerts, logFile, filter };
      return wantsDemo ? runDemo(order, world) : runDashboard(path, order, world);
    }
  }
}

/** What the command line says of the settings; what it leaves open is for the environment and the file. */
function flagsOf(invocation: Extract<Invocation, { kind: 'dashboard' }>): Said {
  const { path, readOnly, logFolder, logFile, looks, alerts } = invocation;
  return {
    ...(path === null ? {} : { database: path }),
    ...(logFolder === null ? {} : { logDir: logFolder }),
    ...(logFile === null ? {} : { logFile }),
    ...(readOnly ? { readOnly } : {}),
    ...(alerts.bell ? {} : { bell: false }),
    ...(alerts.notify ? { notify: true } : {}),
    ...glyphsSaid(looks),
  };
}

function refuse(text: string): number {
  world.error.write(text);
  return wrongUsage;
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
