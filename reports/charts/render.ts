import { createRequire } from 'node:module';
import type { TopLevelSpec } from 'vega-lite';
import { mergedCells } from './merged-cells.ts';

/** Pixels of a PNG for one of the chart. */
const PNG_SCALE = 2;

/**
 * Draws a Vega-Lite specification, without a canvas or a browser, as the text of an SVG: the same bytes on every machine.
 * Vega is loaded by the first call, because it takes a fifth of a second.
 */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const logger = vega.logger(vega.Error);
  const view = new vega.View(vega.parse(compile(spec, { logger }).spec), { renderer: 'none', logger });
  const svg = await view.toSVG();
  view.finalize();
  return tidied(svg);
}

/**
 * An SVG as the bytes of a PNG, twice as wide, with letters of our own, because a machine may have none. Undefined on a machine
 * for which the renderer does not exist.
 */
export async function renderPng(svg: string): Promise<Uint8Array | undefined> {
  const renderer = await import('@resvg/resvg-js').catch(() => undefined);
  if (renderer === undefined) return undefined;
  const { resolve } = createRequire(import.meta.url);
  const fontFiles = ['DejaVuSans', 'DejaVuSans-Bold'].map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' };
  return new renderer.Resvg(svg, { font, fitTo: { mode: 'zoom', value: PNG_SCALE } }).render().asPng();
}

/** Without what draws nothing or only tells how it was made, and with coordinates to a tenth of a pixel. */
function tidied(svg: string): string {
  return svg
    .replace(/<path class="(?:background|foreground)"[^>]*\bd="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, '')
    .replace(/<path class="foreground"[^>]*\/>/g, '')
    .replace(
      / (?:pointer-events="none"|role="graphics-\w+"|aria-roledescription="[^"]*"|aria-hidden="true"|opacity="1")/g,
      '',
    )
    .replace(/(?<=<g class="mark-rect role-mark[^>]*>)(?:<path d="[^"]*" fill="[^"]*"\/>)+/g, mergedCells)
    .replace(/ (?:d|transform|[xy][12]?)="[^"]*"/g, withShortNumbers);
}

/** Coordinates to a tenth of a pixel. */
function withShortNumbers(attribute: string): string {
  return attribute.replace(/-?\d+\.\d{2,}(?:e-\d+)?/g, (number) => String(Number(Number(number).toFixed(1))));
}
