import { join } from 'node:path';
import { fileError } from '../../records/formats/file-error.ts';
import type { TraceInfo } from '../../records/trace-info.ts';
import type { Trace } from '../../records/trace.ts';
import { renderSvg } from '../charts/render.ts';
import { traceFigure, tracePanels } from '../charts/trace-figure.ts';
import { onWhite } from './files.ts';
import { writeWholeFiles } from './whole-files.ts';

const WIDTH = 816;

/** Whether a path is one of a single picture, and not of a folder. */
export const isPicture = (path: string): boolean => /\.svg$/i.test(path);

/**
 * Draws a trace: into `out` if that is called `.svg`, else each chart into a file of its own in the folder `out`, which is made if
 * it is not there, with `trace.json` beside them; all files or none. The answer: the files written.
 * The trace must have a span.
 * @throws UserError where they cannot be written
 */
export async function writeTraceFiles(out: string, trace: Trace, info: TraceInfo): Promise<string[]> {
  const panels = tracePanels(trace, info);
  const draw = async (of: typeof panels): Promise<string> => onWhite(await renderSvg(traceFigure(of, WIDTH)));
  const files = new Map<string, string>();
  if (isPicture(out)) {
    files.set(out, await draw(panels));
  } else {
    for (const panel of panels) files.set(join(out, `${panel.name}.svg`), await draw([panel]));
    files.set(join(out, 'trace.json'), `${JSON.stringify(info, null, 2)}\n`);
  }
  try {
    await writeWholeFiles(files);
  } catch (error) {
    throw fileError(error, out);
  }
  return [...files.keys()];
}
