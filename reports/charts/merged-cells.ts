/** One rectangle of an SVG, pixels. */
interface Rect {
  left: number;
  right: number;
  top: number;
  height: number;
  fill: string;
}

/**
 * Rectangles of an SVG (`<path d="M0,0h4v2h-4Z" fill="#abc"/>`), if all are of one height, as one path for each colour, in which a run of
 * neighbours is one stroke: a heat map has ten thousands of them. Others stay as they are.
 */
export function mergedCells(paths: string): string {
  const rects = [...paths.matchAll(/<path d="([^"]*)" fill="([^"]*)"\/>/g)].map(([, d, fill]) => rectOf(d!, fill!));
  const height = rects[0]?.height;
  if (height === undefined || rects.some((rect) => rect?.height !== height)) return paths;
  const strokes = new Map<string, string>();
  for (const { left, right, top, fill } of runsOf(rects as Rect[])) {
    strokes.set(fill, `${strokes.get(fill) ?? ''}M${left},${top}h${tenth(right - left)}`);
  }
  return [...strokes]
    .map(
      ([fill, d]) =>
        `<path transform="translate(0,${height / 2})" stroke="${fill}" stroke-width="${height}" shape-rendering="crispEdges" d="${d}"/>`,
    )
    .join('');
}

function rectOf(d: string, fill: string): Rect | undefined {
  const match = /^M([-\d.e]+),([-\d.e]+)h([\d.e-]+)v([\d.e-]+)h[\d.e-]+Z$/.exec(d);
  if (match === null) return undefined;
  const [left, top, width, height] = match.slice(1).map(Number) as [number, number, number, number];
  return { left: tenth(left), right: tenth(left + width), top: tenth(top), height: tenth(height), fill };
}

/** Neighbours of one colour and row joined. */
function runsOf(rects: readonly Rect[]): Rect[] {
  const runs: Rect[] = [];
  for (const rect of rects) {
    const last = runs.at(-1);
    const isNext = last !== undefined && last.fill === rect.fill && last.top === rect.top && last.right === rect.left;
    if (isNext) last.right = rect.right;
    else runs.push({ ...rect });
  }
  return runs;
}

function tenth(pixels: number): number {
  return Number(pixels.toFixed(1));
}
