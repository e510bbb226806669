import { describe, expect, it } from '@jest/globals';
import { sinkTable } from '../../lib/view/monitoring/sinks-part.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { monitoring } from '../screens/monitoring-scene.js';
import { appearance, contextWith, drawn, now, pictureOf, sceneJobs, stateWith } from './scene.js';

const size = { columns: 100, rows: 30 };

function screen(given: Parameters<typeof stateWith>[0]): string {
  return drawn(frameOf(stateWith(given), size, now, appearance));
}

describe('the monitoring panel', () => {
  it('says that no sink has been written to, and does not call a table missing that is there', () => {
    const picture = pictureOf(sceneJobs, { monitoring: { ...monitoring, sinks: [] } });
    const text = screen({ mode: 'MONITORING_PANEL', connection: { kind: 'live', picture } });
    expect(text).toContain('│ No sink has been written to yet ');
    expect(text).not.toContain('migrate');
  });

  it('shows the rate of each output, not that of its sink', () => {
    const sums = { rows: 1n, bytes: 2n, errors: 0n };
    const [sink] = monitoring.sinks;
    const sinks = sink ? [{ ...sink, outputs: ['a', 'b'].map((name) => ({ name, ...sums })) }] : [];
    const rates = { sink: () => 812, output: (_: string, name: string) => (name === 'a' ? 31 : null) };
    const { header, rows } = sinkTable({ sinks, rates, sortedBy: 'rate' }, 0, 3, 70, contextWith());
    const at = header.findIndex((title) => title.trim() === 'Rate');
    expect(rows.map((row) => row[at]?.text.trim())).toEqual(['812/s', '31/s', '-']);
  });
});
