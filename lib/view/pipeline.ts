import type { ActiveParser, Pipeline, PipelineStage } from '../model/pipeline.js';
import { type Appearance, glyphsOf, shownText } from './appearance.js';
import { bytesText } from './format/bytes.js';
import { countText, plural } from './format/count.js';
import type { Line, Span, StyleName } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { margin } from './layout.js';
import { blankLine, fitLine, type Part, rowLine } from './line.js';
import { cells, pad } from './width.js';

/** One box of the pipeline: what stands above it, and its two lines. */
interface Box {
  readonly title: string;
  readonly lines: readonly [string, string];
}

/**
 * The pipeline (SPEC 3.2) in exactly `height` lines of `width` cells: with boxes where there are eight lines, else
 * on one line and the parser on the next. Null stands for a pipeline that isn't known yet.
 */
export function pipelineLines(
  pipeline: Pipeline | null,
  width: number,
  height: number,
  appearance: Appearance,
): readonly Line[] {
  const inner = width - 2 * margin;
  const lines = height >= 8 ? boxed(pipeline, inner, appearance) : brief(pipeline, inner, appearance);
  return Array.from({ length: height }, (_, row): Line => {
    const line = lines[row];
    return line === undefined ? blankLine(width) : [...blankLine(margin), ...line, ...blankLine(margin)];
  });
}

function boxed(pipeline: Pipeline | null, width: number, appearance: Appearance): readonly Line[] {
  const glyphs = glyphsOf(appearance);
  const { horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight } = glyphs;
  const title = ' PIPELINE ';
  const edge: Span = { text: vertical, style: 'border' };
  const inside = (spans: readonly Span[]): Line => [
    edge,
    ...fitLine([{ text: '   ', style: 'plain' }, ...spans], width - 2),
    edge,
  ];
  const rule = (left: string, text: string, right: string): Line => [
    { text: left + (text === '' ? '' : horizontal), style: 'border' },
    { text, style: 'title' },
    {
      text: horizontal.repeat(Math.max(0, width - 2 - (text === '' ? 0 : 1) - cells(text))) + right,
      style: 'border',
    },
  ];
  return [
    rule(topLeft, title, topRight),
    ...(pipeline === null
      ? [[{ text: `Counting${glyphs.ellipsis}`, style: 'dim' } as const], [], [], [], [], []].map(inside)
      : [
          ...drawn(pipeline, glyphs).map(inside),
          inside(parserSpans(pipeline.activeParser, width - 5, appearance)),
        ]),
    rule(bottomLeft, '', bottomRight),
  ];
}

/** The three boxes with the arrows between them, in five lines. */
function drawn({ source, parsed, output }: Pipeline, glyphs: Glyphs): readonly (readonly Span[])[] {
  const boxes: readonly Box[] = [
    { title: 'SOURCE', lines: [countText(source.count), plural(source.count, 'file')] },
    { title: 'PARSED', lines: [countText(parsed.count), plural(parsed.count, 'file')] },
    { title: 'OUTPUT', lines: [`${countText(output.count)} ready`, `${countText(output.inProgress)} run`] },
  ];
  const inner = Math.max(8, ...boxes.flatMap((box) => box.lines.map((line) => cells(line) + 2)));
  const arrow = `  ${glyphs.horizontal.repeat(4)}${glyphs.arrowHead}  `;
  const flows = [flowText(parsed), flowText(output)].map((flow) => centred(flow, cells(arrow)));
  const empty = ' '.repeat(cells(arrow));
  const row = (
    part: (box: Box) => string,
    between: (index: number) => string,
    style: StyleName,
    edge: string | null,
  ): readonly Span[] =>
    boxes.flatMap((box, index): Span[] => [
      ...(edge === null ? [] : [{ text: edge, style: 'border' } as const]),
      { text: part(box), style },
      ...(edge === null ? [] : [{ text: edge, style: 'border' } as const]),
      ...(index < boxes.length - 1 ? [{ text: between(index), style: 'notice' } as const] : []),
    ]);
  const across = glyphs.horizontal.repeat(inner);
  return [
    row(
      (box) => pad(box.title, inner + 2),
      () => empty,
      'title',
      null,
    ),
    row(
      () => `${glyphs.topLeft}${across}${glyphs.topRight}`,
      () => empty,
      'border',
      null,
    ),
    row(
      (box) => centred(box.lines[0], inner),
      () => arrow,
      'strong',
      glyphs.vertical,
    ),
    row(
      (box) => centred(box.lines[1], inner),
      (index) => flows[index] ?? empty,
      'plain',
      glyphs.vertical,
    ),
    row(
      () => `${glyphs.bottomLeft}${across}${glyphs.bottomRight}`,
      () => empty,
      'border',
      null,
    ),
  ];
}

function brief(pipeline: Pipeline | null, width: number, appearance: Appearance): readonly Line[] {
  const glyphs = glyphsOf(appearance);
  if (pipeline === null)
    return [fitLine([{ text: `Pipeline: counting${glyphs.ellipsis}`, style: 'dim' }], width)];
  const { source, parsed, output, activeParser } = pipeline;
  const arrow = (stage: PipelineStage): Part => ({
    text: ` ${glyphs.horizontal}${flowText(stage)}${glyphs.horizontal}${glyphs.arrowHead} `,
    style: 'notice',
  });
  const left: Part[] = [
    { text: 'Pipeline: ', style: 'title', optional: true },
    { text: `${countText(source.count)} ${plural(source.count, 'file')}`, style: 'plain' },
    arrow(parsed),
    { text: `${countText(parsed.count)} parsed`, style: 'plain' },
    arrow(output),
    { text: `${countText(output.count)} ready, ${countText(output.inProgress)} run`, style: 'plain' },
  ];
  return [rowLine({ left, right: [] }, width, glyphs.ellipsis), parserSpans(activeParser, width, appearance)];
}

/** `@12` where work is on its way. */
function flowText({ inProgress }: PipelineStage): string {
  return inProgress > 0 ? `@${countText(inProgress)}` : '';
}

/** `fix_parser v1.2: 1,235 processed • 847 MB output`. */
function parserSpans(parser: ActiveParser | null, width: number, appearance: Appearance): Line {
  const { bullet, ellipsis } = glyphsOf(appearance);
  if (parser === null) return fitLine([{ text: 'No parser has run yet', style: 'dim' }], width);
  const version = shownText(parser.version, appearance);
  const name = shownText(parser.name, appearance) || '(unnamed)';
  const left: Part[] = [
    {
      text: name + (version === '' ? '' : ` v${version.replace(/^v(?=\d)/i, '')}`),
      style: 'strong',
      fit: 'end',
    },
    { text: `: ${countText(parser.files)} processed`, style: 'plain' },
  ];
  if (parser.outputBytes > 0n) {
    left.push({ text: `${bytesText(parser.outputBytes)} output`, style: 'plain', before: ` ${bullet} ` });
  }
  return rowLine({ left, right: [] }, width, ellipsis);
}

function centred(text: string, width: number): string {
  const before = Math.max(0, Math.floor((width - cells(text)) / 2));
  return pad(' '.repeat(before) + text, width);
}
