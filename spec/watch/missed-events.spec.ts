import { beforeEach, describe, expect, it } from '@jest/globals';
import { MissedEvents } from '../../lib/watch/folder-watch.js';
import { ManualClock } from '../hosts/manual-clock.js';

let clock: ManualClock;
let missed: string[];
let events: MissedEvents;

beforeEach(() => {
  clock = new ManualClock();
  missed = [];
  events = new MissedEvents(clock.after, clock.steady, (name) => missed.push(name));
});

describe('an event that chokidar does not send', () => {
  it('counts as missed after 150 ms, once for each time', () => {
    events.reported('a');
    events.reported('a');
    events.reported('b');
    clock.pass(149);
    expect(missed).toEqual([]);
    clock.pass(1);
    expect(missed).toEqual(['a', 'b']);
    clock.pass(1000);
    events.reported('a');
    clock.pass(150);
    expect(missed).toEqual(['a', 'b', 'a']);
  });

  it('does not count as missed if it comes, nor do changes right after it', () => {
    events.reported('a');
    clock.pass(5);
    events.event('a');
    clock.pass(80);
    events.reported('a');
    clock.pass(1000);
    expect(missed).toEqual([]);
    expect(clock.due).toEqual([]);
  });

  it('counts as missed even if an earlier one came', () => {
    events.reported('a');
    events.event('a');
    clock.pass(120);
    events.reported('a');
    clock.pass(30);
    expect(missed).toEqual([]);
    clock.pass(150);
    expect(missed).toEqual(['a']);
  });

  it('is not reported after closing', () => {
    events.reported('a');
    events.close();
    expect(clock.due).toEqual([]);
    events.event('a');
    clock.pass(1000);
    expect(missed).toEqual([]);
  });
});
