import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { LogInMemory } from '../machine/log-in-memory.js';
import { now } from '../view/scene.js';
import type { LogSession } from './log-session.js';

/** A line that a worker adds to its log. */
const more = '2026-01-15T12:00:01.120Z INFO  venue_nyse_20240119.log: 871 rows parsed\n';
const busy = problemOf('busy', '/home/operator/.casparian_flow/casparian_flow.sqlite3');

/** What the operator did in the log viewer, by the name of the scene. */
export const logScenes: Readonly<Record<string, (session: LogSession) => unknown>> = {
  'log-viewer-following': () => {},
  'log-viewer-stopped': (session) => session.keys('PageUp').append(more.repeat(17)),
  'log-viewer-search': (session) => session.keys('/').type('schemaviolation'),
  'log-viewer-search-under-way': (session) => {
    session.keys('/');
    session.answers = false;
    session.type('price');
  },
  'log-viewer-search-in-vain': (session) => session.keys('/').type('segfault'),
  'log-viewer-search-expression': (session) => session.keys('/').type('warn|row \\d+:'),
  'log-viewer-search-as-text': (session) => session.keys('/').type('check (s'),
  'log-viewer-filter': (session) => session.keys('&').type('warn(s'),
  'log-viewer-filtered': (session) => session.keys('&').type('warn|error').keys('Enter'),
  'log-viewer-filtered-in-vain': (session) => session.keys('&').type('segfault').keys('Enter'),
  'log-viewer-round-the-end': (session) => session.keys('/').type('warn').keys('Enter', 'N'),
  'log-viewer-wrapped': (session) => session.keys('w', 'k', 'k', 'k'),
  'log-viewer-times-hidden': (session) => session.keys('t'),
  'log-viewer-right': (session) => session.keys('l'),
  'log-viewer-none': (session) => {
    session.log = null;
    session.keys('Escape', 'l');
  },
  'log-viewer-empty': (session) => {
    session.log = new LogInMemory('');
    session.keys('Escape', 'l');
  },
  'log-viewer-loading': (session) => {
    session.answers = false;
    session.keys('Escape', 'l');
  },
  'log-viewer-unreadable': (session) => {
    session.answers = false;
    session.keys('Escape', 'l').read({ kind: 'problem', problem: busy });
  },
  'log-viewer-unreadable-with-last-piece': (session) => {
    session.read({ kind: 'problem', problem: busy });
    session.now = now + 12_000;
  },
  'log-viewer-letters': (session) => {
    const text = session.log?.text ?? '';
    session.log = new LogInMemory(text.replace(/.*\n$/, '12:00:00 Müller paid 3 € for 漢字\n'), 16_384);
    session.read().keys('/').type('zürich');
  },
  'log-viewer-saved': (session) => {
    const path = '/home/operator/jobs-view/job-5-2026-01-15T12-00-00.log';
    session.keys('s').event({
      type: 'notice',
      notice: { tone: 'done', text: 'Log saved to', path, at: now },
    });
  },
};
