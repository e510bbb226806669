import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type ParseResult, parse } from '@babel/parser';
import type { Form, Forms } from '../../../lib/hosts/wire/form.js';

type Statement = ParseResult['program']['body'][number];
type Interface = Extract<Statement, { type: 'TSInterfaceDeclaration' }>;
type Alias = Extract<Statement, { type: 'TSTypeAliasDeclaration' }>;
type Type = Alias['typeAnnotation'];
type TypeOf<K extends Type['type']> = Extract<Type, { type: K }>;
type Member = Interface['body']['body'][number];
type Expression = Extract<Statement, { type: 'ExpressionStatement' }>['expression'];
type Fields = Readonly<Record<string, Form>>;

const messages = 'lib/hosts/wire/messages.ts';
/** What of a type's fields comes in another form than they are declared with, by that form. */
const special = {
  /** Our own program adds these. */
  absent: `Job.database JobFilter.database Picture.databases SeenJob.images EndCounts.uncounted ParserTally.between
    Latencies.between Problem.wellUntil`,
  cursor: 'ReportedEvent.cursor',
  /** Lists and logs are gone through by these. */
  count: `PictureRequest.before PictureRequest.after PictureRequest.failures PictureRequest.failuresFrom
    PictureRequest.outputs WorkersRequest.jobs JobWindow.first JobWindow.matching Places.anchor Found.index Found.nth Found.matches PortionRequest.from PortionRequest.most LogRequest.before
    LogRequest.after LogRequest.countFrom LogSearch.from LogPlace.offset LogLine.start LogLine.end LogPiece.size
    AddedLines.from AddedLines.count FilteredPart.from FilteredPart.to FilteredPart.count CountedSearch.at
    LogSearchResult.start LogMatches.total LogMatches.before LogMatches.size LogPortion.size LogCopyAnswer.bytes
    HostCalls.ask ReadProgress.bytesRead ReadProgress.databaseBytes Hello.protocol ToHost.id FromHost.id
    JobCounts.queued JobCounts.running JobCounts.complete JobCounts.failed JobCounts.cancelled JobCounts.other
    MatchingCounts.failuresThatCount RestResult.queued RestResult.running RowsDone.changed RowsDone.leased
    RowsDone.paused RowsDone.asFailed RowsDone.jobs`,
  /** These are printed as dates. */
  instant: `Picture.asOf Picture.rightSince Limits.goodUntil LogPiece.asOf ReportedEvent.asOf FollowFrom.at GapReason.from
    GapReason.to`,
} as const;

const keywords: ReadonlyMap<string, Form> = new Map([
  ['TSBooleanKeyword', 'boolean'],
  ['TSBigIntKeyword', 'integer'],
  ['TSNullKeyword', 'null'],
  ['TSUnknownKeyword', 'anything'],
]);

/** How long the lists in these types may be. */
const longest: Readonly<Record<string, number>> = {
  ...{ Hello: 100, Examination: 100, FollowFrom: 1000 },
  ...{ EndCounts: 100_000, QueuePace: 100_000, Monitoring: 100_000 },
};

function isSpecial(form: keyof typeof special, { owner, field }: Pick<Place, 'owner' | 'field'>): boolean {
  return special[form].split(/\s+/).includes(`${owner}.${field}`);
}

/** What a file declares. */
interface Scope {
  readonly declared: ReadonlyMap<string, Interface | Alias | Expression>;
  /** Names of other files, with the file. */
  readonly imported: ReadonlyMap<string, readonly [file: string, name: string]>;
}

/** Where a type stands: in which file, within which declaration and field, and what its parameters are. */
interface Place {
  readonly file: string;
  readonly owner: string;
  readonly field: string;
  readonly bound: ReadonlyMap<string, Form>;
}

/** The forms of all messages, as the types of this program declare them. Throws for a type that it can't read. */
export function declaredForms(): Forms {
  return new Declarations().all();
}

class Declarations {
  readonly #scopes = new Map<string, Scope>();
  readonly #types = new Map<string, Form>();
  /** The file of each type. */
  readonly #homes = new Map<string, string>();

  all(): Forms {
    const calls = this.#fields(this.#named(messages, 'HostCalls'));
    const answers = Object.entries(calls).map(([name, call]) => [
      name,
      this.#only(this.#fields(call).answer),
    ]);
    const inActions = (type: string) => this.#textual('lib/actions/action.ts', type);
    const [toHost, fromHost] = ['ToHost', 'FromHost'].map((name) => this.#named(messages, name));
    // Troubles of the link are only known here.
    const code = this.#textual('lib/model/problem.ts', 'Exclude<ProblemCode, LinkProblemCode>');
    this.#types.set('ProblemCode', code);
    const roots = {
      messages: { 'to the host': this.#only(toHost), 'from the host': this.#only(fromHost) },
      answers: {
        ...Object.fromEntries(answers),
        ...{ act: inActions('RowsDone | NotDone'), probe: inActions('Done | NotDone') },
      },
    };
    const used = [...this.#used(roots)].sort();
    return {
      ...roots,
      types: Object.fromEntries(used.map((name) => [name, this.#only(this.#types.get(name))])),
    };
  }

  /** The names of all types that are named in a value, and in them. */
  #used(value: unknown, known = new Set<string>()): ReadonlySet<string> {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#([^"]+)"/g)) {
      if (known.has(name)) continue;
      known.add(name);
      this.#used(this.#types.get(name), known);
    }
    return known;
  }

  #textual(file: string, type: string): Form {
    const [statement] = parse(`type It = ${type};`, { plugins: ['typescript'] }).program.body;
    return this.#of((statement as Alias).typeAnnotation, this.#placeIn(file, ''));
  }

  #placeIn(file: string, owner: string): Place {
    return { file, owner, field: '', bound: new Map() };
  }

  #scope(file: string): Scope {
    const known = this.#scopes.get(file);
    if (known !== undefined) return known;
    const source = readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
    const { body } = parse(source, { sourceType: 'module', plugins: ['typescript'] }).program;
    const declared = new Map<string, Interface | Alias | Expression>();
    const imported = new Map<string, readonly [string, string]>();
    for (const statement of body) {
      for (const name of statement.type === 'ImportDeclaration' ? statement.specifiers : []) {
        const from = statement.type === 'ImportDeclaration' ? statement.source.value : '';
        if (name.type !== 'ImportSpecifier' || name.imported.type !== 'Identifier' || !from.startsWith('.'))
          continue;
        const there = posix.join(file, '..', from).replace(/\.js$/, '.ts');
        imported.set(name.local.name, [there, name.imported.name]);
      }
      const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
      if (inner?.type === 'TSInterfaceDeclaration' || inner?.type === 'TSTypeAliasDeclaration')
        declared.set(inner.id.name, inner);
      else if (inner?.type === 'VariableDeclaration')
        for (const { id, init } of inner.declarations)
          if (id.type === 'Identifier' && init) declared.set(id.name, init);
    }
    this.#scopes.set(file, { declared, imported });
    return { declared, imported };
  }

  /** The file that a name is declared in, its name there, and its declaration. */
  #declaration(file: string, name: string): readonly [string, string, Interface | Alias | Expression] {
    const scope = this.#scope(file);
    const [otherFile, otherName] = scope.imported.get(name) ?? [];
    if (otherFile !== undefined && otherName !== undefined) return this.#declaration(otherFile, otherName);
    const found = scope.declared.get(name);
    if (found === undefined) throw new Error(`${name} in ${file} is not declared`);
    return [file, name, found];
  }

  /** A declared type by its name; that of a text or a number itself. */
  #named(from: string, name: string, given: readonly Form[] = []): Form {
    const [file, own, declaration] = this.#declaration(from, name);
    if ((this.#homes.get(own) ?? file) !== file) throw new Error(`${own} is declared in two files`);
    this.#homes.set(own, file);
    const isType =
      declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSTypeAliasDeclaration';
    if (!isType) throw new Error(`${name} is no type`);
    const parameters = declaration.typeParameters?.params ?? [];
    const place = this.#placeIn(file, own);
    if (parameters.length > 0) {
      const bound = parameters.map(({ name: parameter, default: usual }, at): [string, Form] => {
        const form = given[at] ?? (usual ? this.#of(usual, place) : null);
        if (form === null) throw new Error(`${name} lacks a parameter`);
        return [String(parameter), form];
      });
      return this.#declared(declaration, { ...place, bound: new Map(bound) });
    }
    if (!this.#types.has(own)) {
      this.#types.set(own, 'being read');
      this.#types.set(own, this.#declared(declaration, place));
    }
    const known = this.#types.get(own);
    return typeof known === 'string' ? known : `#${own}`;
  }

  #declared(declaration: Interface | Alias, place: Place): Form {
    if (declaration.type === 'TSTypeAliasDeclaration') return this.#of(declaration.typeAnnotation, place);
    const parents = (declaration.extends ?? []).map((parent) => {
      if (parent.expression.type !== 'Identifier') throw new Error(`${place.owner} extends something`);
      return this.#fields(this.#applied(parent.expression.name, parent.typeParameters?.params ?? [], place));
    });
    return { fields: Object.assign({}, ...parents, this.#members(declaration.body.body, place)) };
  }

  #members(members: readonly Member[], place: Place): Fields {
    const fields = members.map((member): [string, Form] | null => {
      if (member.type !== 'TSPropertySignature' || !member.typeAnnotation)
        throw new Error(`a method in ${place.owner}`);
      const { key } = member;
      const name = key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : '';
      const inField = { ...place, field: name };
      if (isSpecial('absent', inField)) return null;
      const form = this.#of(member.typeAnnotation.typeAnnotation, inField);
      return [member.optional ? `${name}?` : name, form];
    });
    return Object.fromEntries(fields.flatMap((field) => (field === null ? [] : [field])));
  }

  #of(type: Type, place: Place): Form {
    const { owner } = place;
    switch (type.type) {
      case 'TSStringKeyword':
        return isSpecial('cursor', place) ? 'cursor' : 'text';
      case 'TSNumberKeyword':
        if (isSpecial('count', place)) return 'count';
        return isSpecial('instant', place) ? 'instant' : 'figure';
      case 'TSParenthesizedType':
        return this.#of(type.typeAnnotation, place);
      case 'TSArrayType':
        return { list: this.#of(type.elementType, place), ...(owner in longest && { most: longest[owner] }) };
      case 'TSTypeOperator':
        return type.operator === 'keyof'
          ? { only: Object.keys(this.#fields(this.#of(type.typeAnnotation, place))).map(plain) }
          : this.#of(type.typeAnnotation, place);
      case 'TSLiteralType':
        if (type.literal.type === 'TemplateLiteral') return 'text';
        if (!('value' in type.literal)) throw new Error(`a literal in ${owner}`);
        return { only: [type.literal.value] };
      case 'TSTypeLiteral':
        return { fields: this.#members(type.members, place) };
      case 'TSUnionType':
        return this.#union(type.types.map((each) => this.#of(each, place)));
      case 'TSIntersectionType':
        return {
          fields: Object.assign({}, ...type.types.map((each) => this.#fields(this.#of(each, place)))),
        };
      case 'TSTypeReference':
        if (type.typeName.type !== 'Identifier') throw new Error(`a name in ${owner}`);
        return this.#applied(type.typeName.name, type.typeParameters?.params ?? [], place);
      case 'TSIndexedAccessType':
        return this.#indexed(type, place);
      case 'TSTypeQuery':
        if (type.exprName.type !== 'Identifier') throw new Error(`a query in ${owner}`);
        return { list: { only: this.#constants(place.file, type.exprName.name) } };
      case 'TSMappedType':
        return this.#mapped(type, place);
    }
    const keyword = keywords.get(type.type);
    if (keyword === undefined) throw new Error(`${type.type} in ${owner}`);
    return keyword;
  }

  #applied(name: string, given: readonly Type[], place: Place): Form {
    const [form = 'null', other = 'null'] = given.map((type) => this.#of(type, place));
    const words = () => this.#words(other);
    switch (name) {
      case 'Readonly':
        return form;
      case 'ReadonlySet':
        return { set: form };
      case 'Uint8Array':
        return 'bytes';
      case 'Record':
        return { fields: Object.fromEntries(this.#words(form).map((word) => [word, other])) };
      case 'Pick':
        return { fields: only(this.#fields(form), (field) => words().includes(field)) };
      case 'Omit':
        return { fields: only(this.#fields(form), (field) => !words().includes(field)) };
      case 'Extract':
      case 'Exclude': {
        const isIn = (member: Form) => this.#membersOf(other).some((like) => this.#isLike(member, like));
        return this.#union(this.#membersOf(form).filter((member) => isIn(member) === (name === 'Extract')));
      }
    }
    const parameter = place.bound.get(name);
    if (parameter !== undefined) return parameter;
    return this.#named(
      place.file,
      name,
      given.map((type) => this.#of(type, place)),
    );
  }

  #indexed({ objectType, indexType }: TypeOf<'TSIndexedAccessType'>, place: Place): Form {
    const of = this.#of(objectType, place);
    if (indexType.type === 'TSNumberKeyword') {
      const list = this.#resolved(of);
      if (typeof list === 'string' || !('list' in list)) throw new Error(`no list in ${place.owner}`);
      return list.list;
    }
    const words = this.#words(this.#of(indexType, place));
    const forms = this.#membersOf(of).flatMap((member) => {
      const fields = this.#fields(member);
      return words.map((word) => fields[word] ?? fields[`${word}?`]);
    });
    return this.#union(forms.map((form) => this.#only(form)));
  }

  #mapped(type: TypeOf<'TSMappedType'>, place: Place): Form {
    const { name, constraint } = type.typeParameter;
    if (!constraint || !type.typeAnnotation) throw new Error(`a mapped type in ${place.owner}`);
    const { typeAnnotation } = type;
    const fields = this.#words(this.#of(constraint, place)).map((word): [string, Form] => {
      const bound = new Map([...place.bound, [String(name), { only: [word] }] as const]);
      return [word, this.#of(typeAnnotation, { ...place, bound })];
    });
    return { fields: Object.fromEntries(fields) };
  }

  /** The words of a list that never changes. */
  #constants(file: string, name: string): readonly string[] {
    const [, , declaration] = this.#declaration(file, name);
    let value = declaration;
    while (value.type === 'TSAsExpression' || value.type === 'TSSatisfiesExpression')
      value = value.expression;
    if (value.type !== 'ArrayExpression') throw new Error(`${name} is no list`);
    return value.elements.map((element) => {
      if (element?.type !== 'StringLiteral') throw new Error(`${name} is no list of words`);
      return element.value;
    });
  }

  #resolved(form: Form): Exclude<Form, string> | string {
    if (typeof form !== 'string' || !form.startsWith('#')) return form;
    return this.#resolved(this.#only(this.#types.get(form.slice(1))));
  }

  #fields(form: Form): Fields {
    const resolved = this.#resolved(form);
    if (typeof resolved === 'string' || !('fields' in resolved))
      throw new Error(`no fields: ${JSON.stringify(form)}`);
    return resolved.fields;
  }

  #words(form: Form): readonly string[] {
    const resolved = this.#resolved(form);
    if (typeof resolved === 'string' || !('only' in resolved))
      throw new Error(`no words: ${JSON.stringify(form)}`);
    return resolved.only.map(String);
  }

  #membersOf(form: Form): readonly Form[] {
    const resolved = this.#resolved(form);
    if (typeof resolved === 'string') return [form];
    if ('only' in resolved) return resolved.only.map((word) => ({ only: [word] }));
    return 'either' in resolved ? resolved.either.flatMap((member) => this.#membersOf(member)) : [form];
  }

  /** Whether a member of a union has the words that `like` has. */
  #isLike(member: Form, like: Form): boolean {
    const [one, other] = [this.#resolved(member), this.#resolved(like)];
    if (typeof one === 'string' || typeof other === 'string') return one === other;
    if ('only' in one && 'only' in other) return one.only.every((word) => other.only.includes(word));
    if (!('fields' in one && 'fields' in other)) return false;
    return Object.entries(other.fields).every(([name, form]) => {
      const own = one.fields[name];
      return own !== undefined && this.#isLike(own, form);
    });
  }

  #union(forms: readonly Form[]): Form {
    const flat = forms.flatMap((form) => {
      const resolved = this.#resolved(form);
      if (typeof resolved !== 'string' && 'only' in resolved) return [resolved];
      return typeof form !== 'string' && 'either' in form ? form.either : [form];
    });
    const words = flat.flatMap((form) => (typeof form !== 'string' && 'only' in form ? form.only : []));
    const others = flat.filter((form) => typeof form === 'string' || !('only' in form));
    const either = [...(words.length > 0 ? [{ only: words }] : []), ...new Set(others)];
    return either.length === 1 ? this.#only(either[0]) : { either };
  }

  #only(form: Form | undefined): Form {
    if (form === undefined) throw new Error('a field that is not there');
    return form;
  }
}

const plain = (field: string): string => field.replace(/\?$/, '');

function only(fields: Fields, wanted: (field: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted(plain(name))));
}
