import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import test from 'ava';
import { lineOf } from './code.ts';
import { projectFiles, root, type ProjectFile } from './files.ts';

test('relative links and anchors in the documents resolve', (t) => {
  const documents = projectFiles(/\.md$/);
  t.deepEqual(
    documents.flatMap((document) => brokenLinks(document, documents)),
    [],
  );
});

test('a broken link is found, also by reference and to an anchor', (t) => {
  const there = { path: 'docs/there.md', text: '# What counts: `a`, b\n\n## Same\n\n## Same\n' };
  const broken = (text: string): number => brokenLinks({ path: 'docs/a.md', text: `# Here\n${text}` }, [there]).length;
  t.is(broken('[a](there.md) [b](./there.md#what-counts-a-b) [c](#here) ![d](../package.json "title")'), 0);
  t.is(broken('[a](there.md#same) [b](there.md#same-1)'), 0);
  t.is(broken('[a](https://example.org/none) [b](mailto:x@example.org)'), 0);
  t.is(broken('`[a](none.md)`\n\n```md\n[a](none.md)\n```\n'), 0);
  t.is(broken('[a](none.md)'), 1);
  t.is(broken('![a](none.svg)'), 1);
  t.is(broken('[a](there.md#none)'), 1);
  t.is(broken('[a](#none)'), 1);
  t.is(broken('[a][b]\n\n[b]: none.md\n'), 1);
  t.is(broken('<img src="none.svg">'), 1);
});

/** One line for each link of a Markdown document whose file or heading is not there. */
function brokenLinks({ path, text }: ProjectFile, documents: ProjectFile[]): string[] {
  const prose = withoutCode(text);
  const link = /\]\(\s*<?([^\s)>]+)|^\[[^\]]+\]:\s*(\S+)|\b(?:src|href)="([^"]+)"/gm;
  return [...prose.matchAll(link)]
    .map((match) => ({ target: match[1] ?? match[2] ?? match[3] ?? '', line: lineOf(text, match.index) }))
    .filter(({ target }) => !/^(?:[a-z]+:|\/\/)/i.test(target))
    .filter(({ target }) => {
      const [file = '', anchor] = decodeURI(target).split('#');
      const resolved = file === '' ? path : posix.join(posix.dirname(path), file);
      const document = resolved === path ? { text } : documents.find((other) => other.path === resolved);
      if (document === undefined && !existsSync(root + resolved)) return true;
      return anchor !== undefined && document !== undefined && !anchorsOf(document.text).has(anchor);
    })
    .map(({ target, line }) => `${path}:${line} links to ${target}, which is not there`);
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} +(.*?)[ #]*$/gm)) {
    const words = heading.replaceAll(/\]\([^)]*\)/g, '').toLowerCase();
    const slug = words.replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

function withoutCode(text: string): string {
  return withoutFences(text).replaceAll(/(`+)[^`].*?\1/g, (code) => ' '.repeat(code.length));
}

function withoutFences(text: string): string {
  return text.replaceAll(/^( *)(```+|~~~+)[\s\S]*?^\1\2[`~]*$/gm, (block) => block.replaceAll(/[^\n]/g, ' '));
}
