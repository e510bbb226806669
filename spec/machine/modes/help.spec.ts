import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { machineInRoom } from '../machine-in-room.js';
import { makeJobs, makePicture, roomEvent } from '../queue-in-memory.js';

/** A help of 60 lines on a screen of 12, with matches on three of them for anything that begins with an `e`. */
function helpAfter(...keys: string[]): JobsStateMachine {
  const helpMatches = (_: unknown, text: string) => (text.startsWith('e') ? [3, 30, 58] : []);
  const machine = machineInRoom({ helpLines: () => 60, helpMatches });
  machine.handle({ type: 'picture', picture: makePicture(makeJobs(3)) });
  for (const key of ['?', ...keys]) machine.handle({ type: 'key', key });
  return machine;
}

const place = (...keys: string[]) => {
  const { helpTop, helpSearch } = helpAfter(...keys).state;
  return [helpTop, helpSearch?.at];
};

describe('a search in the help', () => {
  it('goes to the first match from the line where it began, and scrolls only if it must', () => {
    expect(place('/', 'e')).toEqual([0, 3]);
    expect(place('PageDown', '/', 'e')).toEqual([26, 30]);
    expect(place('G', '/', 'e')).toEqual([48, 58]);
    expect(place('PageDown', '/', 'x')).toEqual([12, null]);
    expect(place('PageDown', '/', 'x', 'Backspace', 'e', 'Backspace')).toEqual([12, null]);
  });

  it('goes on with n and back with N, and wraps at the ends', () => {
    expect(place('/', 'e', 'Enter', 'n')).toEqual([26, 30]);
    expect(place('/', 'e', 'Enter', 'n', 'n')).toEqual([48, 58]);
    expect(place('/', 'e', 'Enter', 'n', 'n', 'n')).toEqual([0, 3]);
    expect(place('/', 'e', 'Enter', 'N')).toEqual([48, 58]);
    expect(place('/', 'e', 'Enter', 'N', 'N')).toEqual([26, 30]);
    expect(place('/', 'x', 'Enter', 'n')).toEqual([0, null]);
  });

  it('returns to where it began with Escape, and ends when the help closes', () => {
    const machine = helpAfter('PageDown', '/', 'e', 'Escape');
    expect(machine.state).toMatchObject({ mode: 'HELP', helpTop: 12, helpSearch: null });
    for (const key of ['/', 'e', 'Enter']) machine.handle({ type: 'key', key });
    expect(machine.state).toMatchObject({ mode: 'HELP', helpSearch: { text: 'e', at: 30 } });
    machine.handle({ type: 'key', key: 'q' });
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', helpSearch: null });
    expect(helpAfter('/', 'Enter').state).toMatchObject({ mode: 'HELP', helpSearch: null });
  });

  it('is forgotten when the help opens again, at its top', () => {
    const machine = helpAfter('G', '/', 'e', 'Enter', 'q');
    machine.handle({ type: 'key', key: '?' });
    expect(machine.state).toMatchObject({ helpTop: 0, helpSearch: null });
  });

  it('leaves no empty line below the help when the screen grows', () => {
    const machine = helpAfter('G');
    expect(machine.state.helpTop).toBe(48);
    machine.handle(roomEvent(20));
    expect(machine.state.helpTop).toBe(40);
  });
});
