import type { TopLevelSpec } from 'vega-lite';

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

/** Without what draws nothing, and with coordinates to a hundredth of a pixel. */
function tidied(svg: string): string {
  return svg
    .replace(/<path class="(?:background|foreground)"[^>]*\bd="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, '')
    .replace(/ pointer-events="none"/g, '')
    .replace(/<[^>]*>/g, withShortNumbers);
}

/** Coordinates to a hundredth of a pixel; what stands between tags is text, and stays. */
function withShortNumbers(tag: string): string {
  return tag.replace(/-?\d+\.\d{3,}(?:e-\d+)?/g, (number) => String(Number(Number(number).toFixed(2))));
}
