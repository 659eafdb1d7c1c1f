import { join } from 'node:path';
import type { Observation } from '../../records/observation.ts';
import { UserError } from '../../records/user-error.ts';
import type { Chart } from '../charts/chart.ts';
import { chartsOf } from '../charts/charts.ts';
import { renderPng, renderSvg } from '../charts/render.ts';
import type { Report } from '../report.ts';
import { writeCsv } from './csv.ts';
import type { Drawing } from './html-charts.ts';
import { writeHtml } from './html.ts';
import { writeJson } from './json.ts';
import { writeMarkdown } from './markdown.ts';
import { writeWholeFiles } from './whole-files.ts';

const WIDE = 816;
const NARROW = 340;

/** Says to editors and notebooks what a specification is. */
const VEGA_LITE = 'https://vega.github.io/schema/vega-lite/v6.json';

/**
 * Writes the report into a folder, which is made if it is not there: index.html, report.json, report.csv, report.md and each
 * chart as an SVG, a PNG and the Vega-Lite specification that it is drawn from. All files are written, or none.
 *
 * @throws UserError if the folder cannot be written
 */
export async function writeFolder(dir: string, report: Report, observations: readonly Observation[]): Promise<void> {
  await writeReportFiles(dir, await reportFiles(report, observations));
}

/**
 * Writes files by their names into a folder, all or none.
 * @throws UserError if the folder cannot be written
 */
export async function writeReportFiles(dir: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  try {
    await writeWholeFiles(new Map([...files].map(([name, content]) => [join(dir, name), content])));
  } catch (error) {
    throw new UserError(`cannot write the report: ${reasonOf(error)}; choose another folder`, dir);
  }
}

/** Name and content of each file of a report folder. The same report gives the same bytes. */
export async function reportFiles(
  report: Report,
  observations: readonly Observation[],
): Promise<Map<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>([
    ['report.json', writeJson(report)],
    ['report.csv', writeCsv(report)],
    ['report.md', writeMarkdown(report)],
  ]);
  const drawings = await drawAll(chartsOf(report, observations), files);
  return files.set('index.html', writeHtml(report, drawings));
}

/** Draws charts for a page, and adds each to `files` as an SVG, a PNG and its specification. */
export async function drawAll(charts: readonly Chart[], files: Map<string, string | Uint8Array>): Promise<Drawing[]> {
  const drawings: Drawing[] = [];
  for (const chart of charts) {
    drawings.push(await draw(chart));
    const spec = chart.spec({ width: WIDE, isAlone: true });
    const svg = onWhite(await renderSvg(spec));
    files.set(`${chart.name}.svg`, svg);
    const png = await renderPng(svg);
    if (png !== undefined) files.set(`${chart.name}.png`, png);
    files.set(`${chart.name}.vl.json`, `${JSON.stringify({ $schema: VEGA_LITE, ...spec })}\n`);
  }
  return drawings;
}

async function draw(chart: Chart): Promise<Drawing> {
  const wide = await renderSvg(chart.spec({ width: WIDE, isAlone: false }));
  const narrow = await renderSvg(chart.spec({ width: NARROW, isAlone: false }));
  return { chart, wide, narrow };
}

/** An SVG with a ground of its own, for a file that may be shown on any. */
export function onWhite(svg: string): string {
  return `${svg.replace(/<svg[^>]*>/, '$&<rect width="100%" height="100%" fill="#ffffff"/>')}\n`;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    EACCES: 'no permission',
    EPERM: 'no permission',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EFBIG: 'no file may become so large (ulimit -f)',
    EEXIST: 'there is a file of that name',
    ENOTDIR: 'part of the path is a file',
    EISDIR: 'a folder stands where a file belongs',
    ENAMETOOLONG: 'the name is too long',
  };
  return reasons[code ?? ''] ?? message;
}
