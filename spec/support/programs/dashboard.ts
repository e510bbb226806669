/** A session with a dashboard in it: shows the size and the keys pressed. `q` quits, `Ctrl-z` suspends. */

import process from 'node:process';
import { capabilities } from '../../../lib/terminal/capabilities.js';
import { TerminalSession } from '../../../lib/terminal/session.js';
import { createDashboard } from '../../../widgets/dashboard.js';
import { frame, line, widthOf } from '../../widgets/stage.js';
import { processPorts } from './process-ports.js';

const able = capabilities(process.env, { isTTY: true });
const heard: string[] = [];

const session = new TerminalSession(
  { ...processPorts, title: able.title },
  {
    key: (name) => {
      heard.push(name);
      if (name === 'q') session.end(0);
      else if (name === 'Ctrl-z') session.suspend();
      else draw();
    },
    resize: draw,
    repaint: () => display.redraw(),
    stop: () => display.destroy(),
  },
);
const display = createDashboard({ output: session, capabilities: able, size: session.size, widthOf });

function draw(): void {
  const size = session.size;
  const width = size.columns - 2;
  const [left, across, glyphs] = able.unicode
    ? ['│', '─', '▸ ✗ ↻ ████░░░░ 日本語 {bold}']
    : ['|', '-', '> x * ####---- {bold}'];
  display.update(
    frame(size, {
      title: `heard ${heard.length}`,
      border: Array.from({ length: size.rows }, (_, row) =>
        row === 0 || row === size.rows - 1
          ? line(across.repeat(size.columns), size.columns, 'border')
          : line(`${left}${' '.repeat(width)}${left}`, size.columns, 'border'),
      ),
      status: {
        rect: { left: 1, top: 1, width, height: 1 },
        lines: [line(`${glyphs} of ${size.columns}x${size.rows}`, width, 'failed')],
      },
      footer: {
        rect: { left: 1, top: size.rows - 2, width, height: 1 },
        lines: [line(`keys: ${heard.join(' ')}.`, width)],
      },
    }),
  );
}

session.enter();
draw();
