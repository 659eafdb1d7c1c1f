import { COLOURS } from '../charts/palette.ts';

/** Pixels: a page wider than this shows the wide charts. */
const WIDE_PAGE = 700;

/** The page's whole style. Charts are drawn in the colours of a light page; on a dark one each is exchanged. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --page: #f4f5f6; --card: #fff; --ink: #1d2023; --soft: #5b6168; --line: #dfe2e5;
  --good: #00704f; --bad: #b3261e; --best: #e3f2ec }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 888px; margin: 0 auto; padding: 28px 16px 40px }
h1 { margin: 0 0 4px; font-size: 26px; line-height: 1.25; overflow-wrap: anywhere }
h2 { margin: 0 0 6px; font-size: 17px }
p { margin: 0 0 8px }
code, .name { overflow-wrap: anywhere }
.soft, small { color: var(--soft); font-size: 13px }
.answer { margin: 14px 0 0; font-size: 17px; font-weight: 600 }
section { margin-top: 18px; padding: 18px 18px 14px; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px }
.scroll { overflow-x: auto; margin: 0 -18px; padding: 0 18px }
table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; white-space: nowrap; width: 100% }
.scroll + .scroll { margin-top: 16px }
th, td { padding: 5px 6px; text-align: right; border-bottom: 1px solid var(--line) }
th { font-weight: 600; color: var(--soft) }
th:first-child, td:first-child { text-align: left; padding-left: 0 }
th button { all: unset; cursor: pointer; font: inherit }
th button:focus-visible, figure:focus-visible { outline: 2px solid var(--good); outline-offset: 2px }
th button { position: relative }
th button:hover { color: var(--ink) }
th[aria-sort] button::after { position: absolute; left: 100%; content: '\\2191'; content: '\\2191' / ''; color: var(--ink); font-size: 11px }
th[aria-sort=descending] button::after { content: '\\2193'; content: '\\2193' / '' }
tbody tr:last-child td, tbody tr:last-child th { border-bottom: 0 }
tbody th { color: var(--ink) }
tbody th { white-space: normal; overflow-wrap: anywhere; min-width: 118px }
tbody th:has(.swatch) { min-width: 226px }
.note { margin-top: 8px }
td.best { font-weight: 700; color: var(--good); background: var(--best) }
ul { list-style: none; margin: 0 0 8px; padding: 0 }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 13px }
.swatch { vertical-align: middle; margin-right: 6px; flex: none }
.verdicts > li { margin-bottom: 10px }
.verdicts small { display: block }
.held { color: var(--good) }
.missed { color: var(--bad) }
figure { margin: 8px 0 0 }
figure svg { display: block; max-width: 100%; height: auto }
figure .narrow { display: none }
.tip { position: absolute; z-index: 2; max-width: min(300px, 92vw); padding: 7px 10px; background: var(--card); color: var(--ink);
  border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 2px 10px #0003; font-size: 12.5px; line-height: 1.4;
  pointer-events: none; overflow-wrap: anywhere }
.tip .where { color: var(--soft) }
.reading { display: flex; align-items: center; font-variant-numeric: tabular-nums }
.reading .value { margin-left: auto; padding-left: 12px; white-space: nowrap; font-weight: 600 }
.marker { position: absolute; z-index: 1; background: #8886; outline: 1px solid var(--soft); outline-offset: -0.5px; pointer-events: none }
[hidden] { display: none }
details { margin-top: 8px }
summary { cursor: pointer; overflow-wrap: anywhere }
dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; font-size: 13.5px }
dt { font-weight: 600 }
dd { margin: 0 }
footer { margin-top: 18px }
@media (max-width: ${WIDE_PAGE}px) {
  main { padding: 18px 10px 28px }
  section { padding: 14px 12px 12px }
  .scroll { margin: 0 -12px; padding: 0 12px }
  th, td { padding: 5px 6px }
  tbody th:has(.swatch) { min-width: 118px }
  tbody .swatch { display: none }
  figure .wide { display: none }
  figure .narrow { display: block; margin: 0 auto }
  dl { grid-template-columns: 1fr }
  dt { margin-top: 4px }
}
@media (prefers-color-scheme: dark) {
  :root { --page: #101214; --card: #17191c; --ink: #e4e6e9; --soft: #a2a8b0; --line: #2d3136;
    --good: #5fd0a5; --bad: #ff8a80; --best: #16302a }
${darkColours()}
}
@media print {
  body { background: none }
  section { break-inside: avoid }
  .scroll { overflow: visible }
  table { font-size: 11px; white-space: normal }
  th, td { padding: 3px 4px }
  tbody th:has(.swatch) { min-width: 0 }
  figure .wide { display: block }
  figure .narrow { display: none }
  .tip, .marker { display: none }
}
`;

function darkColours(): string {
  return COLOURS.map(
    ({ light, dark }) => `  svg [fill="${light}"] { fill: ${dark} } svg [stroke="${light}"] { stroke: ${dark} }`,
  ).join('\n');
}
