import { after } from '../clock/after.js';
import type { PaceClock } from './read-pace.js';

/** The real time, and this process's share of the processor's. */
export const paceClock: PaceClock = {
  steady: () => performance.now(),
  spent: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  after,
};
