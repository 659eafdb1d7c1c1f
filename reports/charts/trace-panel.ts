/** One chart of a trace, a panel of a figure. */
export interface TracePanel {
  /** Of its file, without an extension. */
  name: string;
  title: string;
  /** What to see in it, from the numbers. */
  sentence: string;
  /** Encoding and layers; the panel is so many pixels wide inside its axes. */
  content(width: number): object;
}
