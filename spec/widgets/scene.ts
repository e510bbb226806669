import type { Frame, Line } from '../../lib/view/frame.js';
import { frame, line } from './stage.js';

/** The terminal's size that `scene` is for. */
export const stageSize = { columns: 40, rows: 10 };

/** behaviour 3.1 in small: every widget at work. */
export function scene(changes: Partial<Frame> = {}): Frame {
  const edge: Line = line(`│${' '.repeat(38)}│`, 40, 'border');
  return frame(stageSize, {
    title: 'jobs',
    border: [
      line(`┌─ JOBS ${'─'.repeat(31)}┐`, 40, 'border'),
      ...Array.from({ length: 6 }, () => edge),
      line(`├${'─'.repeat(38)}┤`, 40, 'border'),
      edge,
      line(`└${'─'.repeat(38)}┘`, 40, 'border'),
    ],
    status: {
      rect: { left: 1, top: 1, width: 38, height: 1 },
      lines: [line(' ↻ 2 running   ✗ 1 failed', 38)],
    },
    list: {
      rect: { left: 1, top: 2, width: 38, height: 5 },
      props: {
        lines: [
          line('▸ ✗ PARSE  {bold}fix{/bold}  ████░░░░', 38, 'failed'),
          line('           12 files failed', 38),
          line('', 38),
          line('  ✓ SCAN   /data/日本語/file', 38, 'path'),
          line('', 38),
        ],
        selected: { from: 0, count: 2 },
      },
    },
    footer: { rect: { left: 1, top: 8, width: 38, height: 1 }, lines: [line('  [j/k] Navigate', 38, 'key')] },
    ...changes,
  });
}

/** What a terminal shows of it. */
export const drawnScene = `
┌─ JOBS ───────────────────────────────┐
│ ↻ 2 running   ✗ 1 failed             │
│▸ ✗ PARSE  {bold}fix{/bold}  ████░░░░ │
│           12 files failed            │
│                                      │
│  ✓ SCAN   /data/日本語/file          │
│                                      │
├──────────────────────────────────────┤
│  [j/k] Navigate                      │
└──────────────────────────────────────┘
`.trimStart();
