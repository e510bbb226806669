import type { AppPorts } from '../../lib/app/ports.js';

/** Ports of a dashboard whose operator neither writes, copies, opens nor reads logs. */
export const idlePorts: Pick<AppPorts, 'writer' | 'operator' | 'logs' | 'remember'> = {
  writer: {
    probe: async () => ({ kind: 'unknown' }),
    write: async () => ({ kind: 'problem', sentence: 'Nothing is written here.', advice: '' }),
    cleanMetrics: async () => {},
    close: async () => {},
  },
  operator: {
    copy: async () => ({ tone: 'nothing', text: 'Nothing is copied here' }),
    saveText: async () => ({ tone: 'nothing', text: 'Nothing is saved here' }),
    openFolder: async () => ({ tone: 'nothing', text: 'Nothing is opened here' }),
    run: async () => ({ tone: 'nothing', text: 'Nothing is run here' }),
    showFile: async () => ({ tone: 'nothing', text: 'Nothing is shown here' }),
  },
  logs: {
    reader: {
      read: async () => ({ kind: 'none', looked: [] }),
      search: async () => ({ kind: 'none' }),
      matches: async () => ({ kind: 'none' }),
      save: async () => ({ kind: 'none' }),
      close: async () => {},
    },
    savePath: (jobId) => `/nowhere/${jobId}.log`,
    scratchPath: (jobId) => `/nowhere/${jobId}.log`,
    discard: () => {},
  },
  remember: () => null,
};
