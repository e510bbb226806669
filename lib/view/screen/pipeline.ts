import type { ActiveParser, Pipeline, PipelineStage } from '../../model/picture.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { bytesText, countText, plural, shortCount } from '../format/numbers.js';
import type { Line, Span, StyleName } from '../frame.js';
import type { Glyphs } from '../glyphs.js';
import { margin } from '../layout/layout.js';
import { blankLine, fitLine, type Part, rowLine, textOf, widthOf } from '../text/line.js';
import { cells, pad } from '../text/width.js';

/** One box of the pipeline: its title, and its two lines. */
interface Box {
  readonly title: string;
  readonly lines: readonly [string, string];
}

/**
 * The pipeline (behaviour 3.2) in exactly `height` lines of `width` cells: with boxes where there are eight lines,
 * else on one line, with the parser on the next. Null means that the pipeline isn't known yet.
 */
export function pipelineLines(
  pipeline: Pipeline | null,
  width: number,
  height: number,
  context: ViewContext,
): readonly Line[] {
  const inner = width - 2 * margin;
  const lines = height >= 8 ? boxed(pipeline, inner, context) : brief(pipeline, inner, context);
  return Array.from({ length: height }, (_, row): Line => {
    const line = lines[row];
    return line === undefined ? blankLine(width) : [...blankLine(margin), ...line, ...blankLine(margin)];
  });
}

function boxed(pipeline: Pipeline | null, width: number, context: ViewContext): readonly Line[] {
  const { glyphs } = context;
  const { horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight } = glyphs;
  const title = ' PIPELINE ';
  const edge: Span = { text: vertical, style: 'border' };
  const inside = (spans: readonly Span[]): Line => [
    edge,
    ...fitLine([{ text: '   ', style: 'plain' }, ...spans], width - 2),
    edge,
  ];
  const across = (taken: number) => horizontal.repeat(Math.max(0, width - 3 - taken));
  const legend = pipeline === null ? '' : legendOf(pipeline, width - 7, glyphs);
  return [
    [
      { text: topLeft + horizontal, style: 'border' },
      { text: title, style: 'title' },
      { text: across(cells(title)) + topRight, style: 'border' },
    ],
    ...(pipeline === null
      ? [[{ text: `Counting${glyphs.ellipsis}`, style: 'dim' } as const], [], [], [], [], []].map(inside)
      : [
          ...drawing(pipeline, width - 5, context).map(inside),
          inside(parserSpans(pipeline.activeParser, width - 5, context)),
        ]),
    [
      { text: bottomLeft + across(cells(legend)), style: 'border' },
      { text: legend, style: 'dim' },
      { text: horizontal + bottomRight, style: 'border' },
    ],
  ];
}

/** ` @12: 3 in progress, 9 failed • @1 in progress `: what is between the boxes; less of it if room is short. */
function legendOf({ parsed, output }: Pipeline, width: number, { bullet }: Glyphs): string {
  const all = [parsed, output].map(betweenText).filter((text) => text !== '');
  for (let count = all.length; count > 0; count -= 1) {
    const text = ` ${all.slice(0, count).join(` ${bullet} `)} `;
    if (cells(text) <= width) return text;
  }
  return '';
}

function betweenText({ inProgress, failed }: PipelineStage): string {
  if (inProgress > 0 && failed > 0) {
    return `@${countText(inProgress + failed)}: ${countText(inProgress)} in progress, ${countText(failed)} failed`;
  }
  if (failed > 0) return `@${countText(failed)} failed`;
  return inProgress > 0 ? `@${countText(inProgress)} in progress` : '';
}

/** How the boxes write their numbers, and the blank cells around those and around the arrows. */
interface Form {
  readonly figure: (count: number) => string;
  readonly space: number;
}

/** The widest first. A number is never cut: if room is short, large ones are abbreviated. */
const forms = [
  { figure: countText, space: 2 },
  { figure: countText, space: 1 },
  { figure: shortCount, space: 1 },
] as const;

function drawing(pipeline: Pipeline, width: number, context: ViewContext): readonly (readonly Span[])[] {
  const drawings = forms.map((form) => drawn(pipeline, form, context));
  const fits = (lines: readonly (readonly Span[])[]) => lines.every((line) => cells(textOf(line)) <= width);
  return drawings.find(fits) ?? drawn(pipeline, forms[2], context);
}

/** The three boxes with arrows between them, in five lines. */
function drawn(
  { source, parsed, output }: Pipeline,
  { figure, space }: Form,
  context: ViewContext,
): readonly (readonly Span[])[] {
  const boxes: readonly Box[] = [
    { title: 'SOURCE', lines: [figure(source.count), plural(source.count, 'file')] },
    { title: 'PARSED', lines: [figure(parsed.count), plural(parsed.count, 'file')] },
    { title: 'OUTPUT', lines: [`${figure(output.count)} ready`, `${figure(output.inProgress)} run`] },
  ];
  const inner = Math.max(
    8,
    ...boxes.flatMap((box) => box.lines.map((line) => cells(line) + 2 * (space - 1))),
  );
  const between = [parsed, output].map((stage) => flowText(stage, figure));
  const shaft = Math.max(4, ...between.map((text) => cells(text) + 1 - 2 * space));
  const around = ' '.repeat(space);
  const arrow = `${around}${context.glyphs.horizontal.repeat(shaft)}${context.glyphs.arrowHead}${around}`;
  const flows = [parsed, output].map(
    (stage, index): Span => ({
      text: centred(between[index] ?? '', cells(arrow)),
      style: flowStyle(stage),
    }),
  );
  const empty: Span = { text: ' '.repeat(cells(arrow)), style: 'plain' };
  const row = (
    part: (box: Box) => string,
    between: (index: number) => Span,
    style: StyleName,
    edge: string | null,
  ): readonly Span[] =>
    boxes.flatMap((box, index): Span[] => [
      ...(edge === null ? [] : [{ text: edge, style: 'border' } as const]),
      { text: part(box), style },
      ...(edge === null ? [] : [{ text: edge, style: 'border' } as const]),
      ...(index < boxes.length - 1 ? [between(index)] : []),
    ]);
  const across = context.glyphs.horizontal.repeat(inner);
  return [
    row(
      (box) => pad(box.title, inner + 2),
      () => empty,
      'title',
      null,
    ),
    row(
      () => `${context.glyphs.topLeft}${across}${context.glyphs.topRight}`,
      () => empty,
      'border',
      null,
    ),
    row(
      (box) => centred(box.lines[0], inner),
      () => ({ text: arrow, style: 'notice' }),
      'strong',
      context.glyphs.vertical,
    ),
    row(
      (box) => centred(box.lines[1], inner),
      (index) => flows[index] ?? empty,
      'plain',
      context.glyphs.vertical,
    ),
    row(
      () => `${context.glyphs.bottomLeft}${across}${context.glyphs.bottomRight}`,
      () => empty,
      'border',
      null,
    ),
  ];
}

function brief(pipeline: Pipeline | null, width: number, context: ViewContext): readonly Line[] {
  const { glyphs } = context;
  if (pipeline === null)
    return [fitLine([{ text: `Pipeline: counting${glyphs.ellipsis}`, style: 'dim' }], width)];
  const { source, parsed, output, activeParser } = pipeline;
  const saying = (figure: Form['figure'], middle: string): readonly Part[] => {
    const arrow = (stage: PipelineStage): Part => ({
      text: ` ${glyphs.horizontal}${flowText(stage, figure)}${glyphs.horizontal}${glyphs.arrowHead} `,
      style: flowStyle(stage),
    });
    return [
      { text: `${figure(source.count)} ${plural(source.count, 'file')}`, style: 'plain' },
      arrow(parsed),
      { text: figure(parsed.count) + middle, style: 'plain' },
      arrow(output),
      { text: `${figure(output.count)} ready, ${figure(output.inProgress)} run`, style: 'plain' },
    ];
  };
  // The words `in progress` are left out first, because the arrows say as much.
  const briefest = saying(shortCount, '');
  const phrase =
    [saying(countText, ' parsed'), saying(shortCount, ' parsed')].find((each) => widthOf(each) <= width) ??
    briefest;
  const left: readonly Part[] = [{ text: 'Pipeline: ', style: 'title', optional: true }, ...phrase];
  return [rowLine({ left, right: [] }, width, glyphs.ellipsis), parserSpans(activeParser, width, context)];
}

/** `@12` if anything is between two stages: in progress, or failed there. */
function flowText({ inProgress, failed }: PipelineStage, figure: (count: number) => string): string {
  return inProgress + failed > 0 ? `@${figure(inProgress + failed)}` : '';
}

function flowStyle({ failed }: PipelineStage): StyleName {
  return failed > 0 ? 'failed' : 'notice';
}

/** `fix_parser v1.2: 1,235 processed • 847 MB output`. */
function parserSpans(parser: ActiveParser | null, width: number, context: ViewContext): Line {
  const { bullet, ellipsis } = context.glyphs;
  if (parser === null) return fitLine([{ text: 'No parser has run yet', style: 'dim' }], width);
  const version = shownText(parser.version, context);
  const name = shownText(parser.name, context) || '(unnamed)';
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
