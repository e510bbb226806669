import { type ParseResult, parse } from '@babel/parser';

type Statement = ParseResult['program']['body'][number];
type Expression = Extract<Statement, { type: 'ExpressionStatement' }>['expression'];
type SwitchCase = Extract<Statement, { type: 'SwitchStatement' }>['cases'][number];
type Parameter = Extract<Statement, { type: 'FunctionDeclaration' }>['params'][number];
type Node = Statement | Expression | SwitchCase | Parameter;
type Part = Readonly<{ start?: number | null | undefined; end?: number | null | undefined }>;
type Nodes<T extends Node['type']> = Extract<Node, { type: T }>;

/** A place in a compiled module, and the slip that a tired engineer might make there. */
export interface Site {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** What stands there instead. */
  readonly after: string;
}

/** All faults that could be planted in a compiled module, in the order of their places. */
export function faultSites(text: string): readonly Site[] {
  const { program } = parse(text, { sourceType: 'module' });
  return sitesIn(program, null, new Places(text)).sort((a, b) => a.start - b.start || a.end - b.end);
}

const otherOperators: Readonly<Record<string, readonly [kind: string, operator: string]>> = {
  ...{ '<': ['boundary', '<='], '<=': ['boundary', '<'], '>': ['boundary', '>='], '>=': ['boundary', '>'] },
  ...{ '===': ['negated condition', '!=='], '!==': ['negated condition', '==='] },
  ...{ '+': ['plus and minus', '-'], '-': ['plus and minus', '+'], '&&': ['and and or', '||'] },
  '||': ['and and or', '&&'],
};

/** The largest number that is likely a count or an index rather than a limit. */
const lastCount = 16;

/** The sites in a node and all below it; in an array's elements likewise. */
function sitesIn(value: unknown, parent: Node | null, places: Places): Site[] {
  if (Array.isArray(value)) return value.flatMap((each) => sitesIn(each, parent, places));
  if (!isNode(value)) return [];
  const parts = Object.entries(value).filter(([key]) => key !== 'loc' && !key.endsWith('omments'));
  return [...places.at(value, parent), ...parts.flatMap(([, part]) => sitesIn(part, value, places))];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The sites of single nodes of a text. */
class Places {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  at(node: Node, parent: Node | null): readonly Site[] {
    switch (node.type) {
      case 'BinaryExpression':
        return this.#binary(node);
      case 'LogicalExpression':
        return this.#logical(node);
      case 'IfStatement':
        return this.#if(node);
      case 'ConditionalExpression':
        return this.#negated(node.test);
      case 'ExpressionStatement':
        return this.#statement(node);
      case 'NumericLiteral':
        if (node.value > lastCount) return [site('limit', node, `${Math.floor(node.value / 10)}`)];
        return [site('constant', node, `${node.value + 1}`)];
      case 'BooleanLiteral':
        return [site('constant', node, `${!node.value}`)];
      case 'StringLiteral': {
        const isValue = parent?.type === 'CallExpression' || parent?.type === 'ReturnStatement';
        return isValue && node.value !== '' ? [site('string emptied', node, `''`)] : [];
      }
      case 'AwaitExpression':
        return [site('await dropped', node, `(${this.#of(node.argument)})`)];
      case 'CallExpression':
        return this.#call(node);
      case 'ArrayExpression':
        return withoutOne(node.elements);
      case 'TemplateLiteral':
        return this.#template(node);
      case 'SwitchStatement':
        return node.cases
          .filter(({ test, consequent }) => test === null && consequent.length > 0 && node.cases.length > 1)
          .map((each) => site('default dropped', each, ''));
      case 'AssignmentPattern':
        return [site('default dropped', node, this.#of(node.left))];
      default:
        return [];
    }
  }

  #binary(node: Nodes<'BinaryExpression'>): readonly Site[] {
    const isOfTexts = [node.left, node.right].some(({ type }) => /^(String|Template)Literal$/.test(type));
    const [kind, operator] = otherOperators[node.operator] ?? [];
    if (kind === undefined || operator === undefined || (isOfTexts && /[+-]/.test(operator))) return [];
    const isByConstant = /[+-]/.test(operator) && node.right.type === 'NumericLiteral';
    const sites = this.#operator(kind, node, operator);
    return isByConstant ? [...sites, site('off by one', node, `(${this.#of(node.left)})`)] : sites;
  }

  #logical(node: Nodes<'LogicalExpression'>): readonly Site[] {
    const [kind, operator] = otherOperators[node.operator] ?? [];
    const [left, right] = [node.left, node.right].map((side) => `(${this.#of(side)})`);
    if (kind === undefined || operator === undefined) return [site('fallback dropped', node, left)];
    const parts = [left, right].map((side) => site('condition part dropped', node, side));
    return [...this.#operator(kind, node, operator), ...parts];
  }

  /** Another operator between the two sides. */
  #operator(kind: string, node: Nodes<'BinaryExpression' | 'LogicalExpression'>, other: string): Site[] {
    const place = { start: node.left.end, end: node.right.start };
    const between = this.#of(place);
    // A bracket or a comment may stand there too.
    if (between.split(node.operator).length !== 2) return [];
    return [
      site(
        kind,
        place,
        between.replace(node.operator, () => other),
      ),
    ];
  }

  #if({ test, consequent, alternate }: Nodes<'IfStatement'>): readonly Site[] {
    const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
    const leaves = last && /^(Return|Continue|Break|Throw)Statement$/.test(last.type);
    return [
      ...this.#negated(test),
      ...(leaves ? [site('early return removed', last, ';')] : []),
      ...(alternate ? [site('default dropped', alternate, '{}')] : []),
    ];
  }

  #negated(test: Expression): readonly Site[] {
    const isNot = test.type === 'UnaryExpression' && test.operator === '!';
    if (isNot) return [site('negated condition', test, `(${this.#of(test.argument)})`)];
    // Comparisons have their own opposites.
    return test.type === 'BinaryExpression' ? [] : [site('negated condition', test, `!(${this.#of(test)})`)];
  }

  #statement(node: Nodes<'ExpressionStatement'>): readonly Site[] {
    const { expression } = node;
    const inner = expression.type === 'AwaitExpression' ? expression.argument : expression;
    const isSuper = inner.type === 'CallExpression' && inner.callee.type === 'Super';
    // The compiler's own name of a class begins so.
    const isOfCompiler = this.#of(node).startsWith('_');
    const doesSomething = /^(Call|Assignment|Update)Expression$/.test(inner.type);
    return doesSomething && !isSuper && !isOfCompiler ? [site('statement dropped', node, ';')] : [];
  }

  #call({ callee, arguments: given }: Nodes<'CallExpression'>): readonly Site[] {
    const { property } = callee.type === 'MemberExpression' ? callee : { property: null };
    const name = property?.type === 'Identifier' ? property.name : '';
    const other = new Map([
      ['min', 'max'],
      ['max', 'min'],
    ]).get(name);
    const [start] = /^(slice|subarray|at)$/.test(name) ? given : [];
    return [
      ...(property && other !== undefined ? [site('min and max', property, other)] : []),
      ...(start && start.type !== 'NumericLiteral'
        ? [site('off by one', start, `${this.#of(start)} + 1`)]
        : []),
      ...given.flatMap((first, index) => {
        const second = given[index + 1];
        if (second?.type !== first.type || !/^(Identifier|MemberExpression)$/.test(first.type)) return [];
        const place = { start: first.start, end: second.end };
        return [site('arguments swapped', place, `${this.#of(second)}, ${this.#of(first)}`)];
      }),
    ];
  }

  #template({ expressions }: Nodes<'TemplateLiteral'>): readonly Site[] {
    if (expressions.length < 2) return [];
    return expressions.map(({ start, end }) => {
      const place = { start: Number(start) - '${'.length, end: Number(end) + '}'.length };
      return site('key part dropped', place, '');
    });
  }

  #of({ start, end }: Part): string {
    return this.#text.slice(Number(start), Number(end));
  }
}

/** An array without one of its elements. */
function withoutOne(elements: readonly (Part | null)[]): readonly Site[] {
  return elements.flatMap((element, index) => {
    const next = elements[index + 1];
    const previous = elements[index - 1];
    if (element && next) return [site('key part dropped', { start: element.start, end: next.start }, '')];
    if (element && previous) return [site('key part dropped', { start: previous.end, end: element.end }, '')];
    return [];
  });
}

function site(kind: string, { start, end }: Part, after = ''): Site {
  return { kind, start: Number(start), end: Number(end), after };
}
