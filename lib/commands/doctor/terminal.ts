import { existsSync } from 'node:fs';
import { bad, type Finding, good, note } from '../../model/problem.js';
import { type Capabilities, capabilities, type Environment } from '../../terminal/capabilities.js';
import { hasDesktop } from '../../terminal/clipboard/clipboard.js';
import { insideTmux, terminalBytes } from '../../terminal/clipboard/route.js';
import { minimumSize } from '../../view/layout/layout.js';
import { clean } from './finding.js';

/** Where this program keeps what is its own on this host; null: nowhere. */
export interface Places {
  /** The configuration file, which needs not exist. */
  readonly configuration: string | null;
  /** The folder of what was last chosen and seen of each database, and of the records of `follow`. */
  readonly state: string | null;
  /** The folder of what is compiled of the program. */
  readonly cache: string | null;
}

/** Where configuration, state and cache are, and whether they are there. */
export function placeFindings(
  { configuration, state, cache }: Places,
  isSilent: (path: string) => boolean,
): readonly Finding[] {
  const place = (topic: string, path: string | null, ifAbsent: string): Finding => {
    if (path === null) return good(topic, 'nowhere');
    if (isSilent(path)) return bad(topic, `${clean(path)}: its disk does not answer`);
    const absent = existsSync(path) ? '' : ` (${ifAbsent})`;
    return good(topic, clean(path) + absent);
  };
  return [
    place('configuration', configuration, 'not there, and not needed'),
    place('state', state, 'not made yet'),
    place('cache', cache, 'not made yet'),
  ];
}

/** What is known of the terminal. */
export interface TerminalFacts {
  readonly environment: Environment;
  readonly platform: string;
  /** Whether both input and output are a terminal. */
  readonly isTTY: boolean;
  /** In cells; null without a terminal. */
  readonly size: { readonly columns: number; readonly rows: number } | null;
}

/** What the terminal supports, and why. */
export function terminalFindings(facts: TerminalFacts): Finding[] {
  const able = capabilities(facts.environment, { isTTY: true });
  return [
    terminal(facts, able),
    size(facts),
    colors(facts.environment, able),
    characters(facts.environment, able),
    multiplexers(facts.environment),
    clipboards(facts),
  ];
}

function terminal({ environment, isTTY }: TerminalFacts, { dumb }: Capabilities): Finding {
  const topic = 'terminal';
  const term = environment.TERM ? `TERM is ${clean(environment.TERM)}` : 'TERM is not set';
  if (dumb) {
    const advice = 'set TERM to the real terminal type, such as xterm-256color';
    return bad(topic, `${term}, which cannot move the cursor: ${advice}`);
  }
  if (isTTY) return good(topic, term);
  return note(topic, `${term}; stdin or stdout is not a terminal`);
}

function size({ size }: TerminalFacts): Finding {
  const topic = 'size';
  if (size === null) return note(topic, 'unknown: not a terminal');
  const text = `${size.columns}x${size.rows} cells`;
  if (size.columns >= minimumSize.columns && size.rows >= minimumSize.rows) return good(topic, text);
  const least = `${minimumSize.columns}x${minimumSize.rows}`;
  return bad(topic, `${text}, but at least ${least} is needed: enlarge the window`);
}

function colors(environment: Environment, { colors }: Capabilities): Finding {
  const topic = 'colours';
  if (colors > 0) {
    return good(topic, colors > 256 ? 'true colour' : `${colors} colours`);
  }
  const why = environment.NO_COLOR ? 'NO_COLOR is set' : 'this terminal has none';
  return good(topic, `none: ${why}; signs tell the statuses apart`);
}

function characters(environment: Environment, { unicode }: Capabilities): Finding {
  const topic = 'characters';
  const name = ['LC_ALL', 'LC_CTYPE', 'LANG'].find((variable) => environment[variable]);
  const locale =
    name === undefined
      ? 'none of LC_ALL, LC_CTYPE, LANG is set'
      : `${name} is ${clean(environment[name] ?? '')}`;
  if (unicode) return good(topic, `UTF-8: ${locale}`);
  const isConsole = /utf-?8/i.test(environment[name ?? ''] ?? '');
  const why = isConsole ? "the Linux console's font lacks most signs" : locale;
  return note(topic, `ASCII: ${why}`);
}

function multiplexers(environment: Environment): Finding {
  const found = [insideTmux(environment) ? 'tmux' : '', environment.STY ? 'GNU screen' : ''].filter(
    (name) => name !== '',
  );
  return good('multiplexer', found.length === 0 ? 'none' : found.join(' and '));
}

function clipboards({ environment, platform }: TerminalFacts): Finding {
  const topic = 'clipboard';
  const ways = [
    insideTmux(environment) ? 'tmux' : '',
    terminalBytes('x', environment) === '' ? '' : 'the terminal (OSC 52), if it supports that',
    hasDesktop(environment, platform) ? 'the desktop' : '',
  ].filter((way) => way !== '');
  if (ways.length > 0) return good(topic, ways.join('; '));
  return note(topic, 'none reachable: Y shows the path for mouse selection');
}
