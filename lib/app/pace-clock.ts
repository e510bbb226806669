import { after } from '../clock.js';
import type { PaceClock } from './read-pace.js';

/** The real time, and the processor time that this process has used. */
export const paceClock: PaceClock = {
  steady: () => performance.now(),
  spent: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  after,
};
