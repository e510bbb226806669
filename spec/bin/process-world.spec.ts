import { expect, it, jest } from '@jest/globals';
import { processWorld } from '../../bin/process-world.js';

it('the world of a process loads what reads standard input when it is asked for, and not before', () => {
  const stdin = jest.spyOn(process, 'stdin', 'get');
  const { input } = processWorld();
  expect(stdin).not.toHaveBeenCalled();
  expect(input()).toBe(process.stdin);
  stdin.mockRestore();
});
