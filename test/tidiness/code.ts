/** An import in a source: what it names, and the line where it does. */
export interface Import {
  specifier: string;
  line: number;
}

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//;
const STRING = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/;
// A slash opens a regular expression only where an operand may stand; elsewhere it divides.
const OPERAND = /(?=\/)(?<=(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|of|in))\s*)/;
const REGULAR_EXPRESSION = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//;
const NOT_CODE = new RegExp(`(${COMMENT.source})|${STRING.source}|${OPERAND.source}${REGULAR_EXPRESSION.source}`, 'y');
const TEMPLATE_TEXT = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;
const IMPORT = /\b(?:import|export)\b(?:[\s\w$*{},]*?\bfrom\b)?\s*\(?\s*(?=(['"])(\s*)\1)/g;

/**
 * The code of a TypeScript source without what is said in it: comments, and the insides of strings, templates and
 * regular expressions, become blanks, so that every offset and line stays where it was. Code in a template's `${}` is
 * kept.
 */
export function codeOnly(source: string): string {
  let code = '';
  // Of each template that is open, how many braces are open in its current `${}`.
  const templates: number[] = [];

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = code.length;
    return pattern.exec(source);
  };
  const keep = (): void => {
    code += source.charAt(code.length);
  };
  const templateText = (): void => {
    keep();
    code += blank(take(TEMPLATE_TEXT)?.[0] ?? '');
    if (source[code.length] === '`') templates.pop();
    keep();
  };

  while (code.length < source.length) {
    const [said, comment] = take(NOT_CODE) ?? [];
    const next = source[code.length];
    const depth = templates.at(-1);
    if (comment !== undefined) {
      code += blank(comment);
    } else if (said !== undefined) {
      code += said.charAt(0) + blank(said.slice(1, -1)) + said.charAt(0);
    } else if (next === '`') {
      templates.push(0);
      templateText();
    } else if (next === '}' && depth === 1) {
      templates[templates.length - 1] = 0;
      templateText();
    } else {
      if (depth !== undefined && next === '{') templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && next === '}') templates[templates.length - 1] = depth - 1;
      keep();
    }
  }
  return code;
}

/** All that a source imports: statements, re-exports, `import()` and type imports. */
export function importsOf(source: string): Import[] {
  return [...codeOnly(source).matchAll(IMPORT)].map((match) => {
    const start = match.index + match[0].length + 1;
    return { specifier: source.slice(start, start + match[2].length), line: lineOf(source, start) };
  });
}

/** The line, counted from 1, of an offset in a text. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
