import {
  codeOf,
  IDENTIFIER,
  importsOf,
  NotUnderstood,
  SourceText,
} from './source-text.js';

const CALL = 'ExpvarModule.forRoot()';

/** An insertion into the text of a file. */
interface Insertion {
  position: number;
  text: string;
}

/**
 * Adds `ExpvarModule.forRoot()` and its import to the file of a module.
 *
 * @param text the file
 * @param className the name of the module's class
 * @returns the new text of the file
 * @throws NotUnderstood if the file has a form that is not understood
 */
export function addToModule(text: string, className: string): string {
  const source = new SourceText(text);
  const metadata = findMetadata(source, className);
  const insertions = [
    ...insertImport(source),
    insertIntoMetadata(source, metadata),
  ];
  return insertions
    .toSorted((a, b) => b.position - a.position)
    .reduce(
      (edited, { position, text }) =>
        edited.slice(0, position) + text + edited.slice(position),
      source.text,
    );
}

/** True if code registers the module. */
export function hasForRoot(text: string): boolean {
  return /\bExpvarModule\s*\.\s*forRoot/.test(codeOf(text));
}

/** The position of the object literal in the `@Module()` of a class. */
function findMetadata(source: SourceText, className: string): number {
  const { code } = source;
  for (const decorator of code.matchAll(/@Module\s*\(\s*/g)) {
    const closing = source.closingOf(code.indexOf('(', decorator.index));
    const owner = new RegExp(String.raw`\bclass\s+(${IDENTIFIER})`).exec(
      code.slice(closing),
    );
    if (owner?.[1] === className) {
      const argument = decorator.index + decorator[0].length;
      if (code[argument] !== '{') {
        throw new NotUnderstood(
          `the argument of @Module() of ${className} is not an object literal`,
        );
      }
      return argument;
    }
  }
  throw new NotUnderstood(`it has no class ${className} with @Module()`);
}

function insertIntoMetadata(source: SourceText, metadata: number): Insertion {
  const { code } = source;
  const closing = source.closingOf(metadata);
  if (/\bExpvarModule\b(?!\s*\.\s*for)/.test(code.slice(metadata, closing))) {
    throw new NotUnderstood('it imports ExpvarModule without forRoot()');
  }
  const properties = source.itemsOf(metadata).map(({ start, end }) => {
    const property = code.slice(start, end);
    const isImports = /^\s*(['"]?)imports\1(?![\w$])/.test(property);
    const value = /^[^:]*:\s*/.exec(property)?.[0].length ?? 0;
    return { property, isImports, valueStart: start + value, end };
  });
  const imports = properties.find(({ isImports }) => isImports);
  if (imports !== undefined) {
    const { valueStart, end } = imports;
    const isArray =
      code[valueStart] === '[' &&
      code.slice(source.closingOf(valueStart) + 1, end).trim() === '';
    if (!isArray) {
      throw new NotUnderstood('its imports are not an array literal');
    }
    return insertFirst(source, valueStart, CALL);
  }
  if (properties.some(({ property }) => /^\s*(?:\.\.\.|\[)/.test(property))) {
    throw new NotUnderstood('its imports may come from a spread');
  }
  return insertFirst(source, metadata, `imports: [${CALL}]`);
}

/** Inserts an item at the start of a bracketed list, in the list's layout. */
function insertFirst(
  source: SourceText,
  opening: number,
  item: string,
): Insertion {
  const { code, text } = source;
  const isEmpty = source.itemsOf(opening).length === 0;
  const [space] = /^\s*/.exec(code.slice(opening + 1))!;
  const newline = space.indexOf('\n');
  if (newline !== -1) {
    const position = opening + 1 + newline;
    const isCrlf = text[position - 1] === '\r';
    const outer = source.indentationAt(opening);
    const indentation = isEmpty
      ? outer + (outer.startsWith('\t') ? '\t' : '  ')
      : source.indentationAt(opening + 1 + space.length);
    return {
      position: isCrlf ? position - 1 : position,
      text: `${isCrlf ? '\r\n' : '\n'}${indentation}${item},`,
    };
  }
  if (isEmpty) {
    const padding = code[opening] === '{' ? ' ' : '';
    return { position: opening + 1, text: `${padding}${item}${padding}` };
  }
  const [padding] = /^[ \t]*/.exec(text.slice(opening + 1))!;
  return { position: opening + 1 + padding.length, text: `${item}, ` };
}

/** Imports ExpvarModule after the import of Module, unless it is imported. */
function insertImport({ code, text }: SourceText): Insertion[] {
  const imports = importsOf(text);
  const isImported = imports.some(
    ({ clause, specifier }) =>
      specifier === 'nestjs-expvar' &&
      /^(?!\s*type\b).*\{(?:.*,)?\s*ExpvarModule\s*[,}]/s.test(clause),
  );
  if (isImported) {
    return [];
  }
  const nest = imports.find(({ specifier }) => specifier === '@nestjs/common');
  if (nest === undefined) {
    throw new NotUnderstood('it does not import @nestjs/common');
  }
  const { quote, semicolon, end } = nest;
  const [line] = /^[^\r\n]*/.exec(code.slice(end))!;
  const lineEnd = end + line.length;
  return [
    {
      position: line.trim() === '' ? lineEnd : end,
      text: `${text[lineEnd] === '\r' ? '\r\n' : '\n'}import { ExpvarModule } from ${quote}nestjs-expvar${quote}${semicolon}`,
    },
  ];
}
