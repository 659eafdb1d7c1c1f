/*
 * The script of a report page, which stands in it as it is: tables that sort by a click, and values where one points. A page
 * without it says all but these values.
 */
const readings = JSON.parse(document.querySelector('#readings').textContent);
const tip = added('div', 'tip');
tip.setAttribute('role', 'status');
const marker = added('div', 'marker');
hide();

for (const table of document.querySelectorAll('table')) makeSortable(table);
for (const figure of document.querySelectorAll('figure[data-chart]')) {
  explore(figure, readings[figure.dataset.chart]);
  highlight(figure);
}

function added(tag, className, parent = document.body) {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}

/** A click on a column's head sorts by it, the next click the other way round. What is no number stays last. */
function makeSortable(table) {
  const [body] = table.tBodies;
  if (body.rows.length < 2) return;
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const isDescending = head.getAttribute('aria-sort') === 'ascending';
      for (const each of heads) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending');
      const rows = [...body.rows].map((row) => ({ row, value: valueOf(row.cells[column]) }));
      body.append(...rows.sort((a, b) => order(a.value, b.value, isDescending ? -1 : 1)).map(({ row }) => row));
    });
  });
}

function valueOf(cell) {
  const text = cell.textContent.trim();
  if (cell.tagName === 'TH') return text;
  return text === '∞' ? Infinity : Number.parseFloat(text.replace(/[≥,]/g, ''));
}

function order(a, b, sign) {
  if (typeof a === 'string') return sign * a.localeCompare(b, 'en', { numeric: true });
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
  return a === b ? 0 : sign * (a < b ? -1 : 1);
}

/** Tells the values of the place that is pointed at, or that the arrow keys have reached. */
function explore(figure, chart) {
  let place = { panel: 0, nth: -1, row: 0 };
  figure.tabIndex = 0;

  function show(next) {
    place = next;
    const { left, top, width, height } = plotsOf(figure)[place.panel];
    const panel = chart.panels[place.panel];
    const rows = chart.isMap ? panel.series.length : 1;
    const columns = chart.isMap ? panel.at.length : Infinity;
    const box = {
      left: left + panel.at[place.nth] * width - width / columns / 2,
      top: top + (chart.isMap ? (place.row * height) / rows : 0),
      width: Math.max(1, width / columns),
      height: height / rows,
    };
    put(marker, box.left, box.top);
    marker.style.width = `${box.width}px`;
    marker.style.height = `${box.height}px`;
    fill(figure, chart, panel, place);
    putTipBeside(box);
  }

  figure.addEventListener('pointermove', (event) => pointAt(event));
  figure.addEventListener('pointerdown', (event) => pointAt(event));
  figure.addEventListener('pointerleave', hide);
  figure.addEventListener('blur', hide);

  function pointAt({ clientX, clientY }) {
    const plots = plotsOf(figure);
    const index = plots.findIndex(
      ({ left, right, top, bottom }) => clientX >= left && clientX <= right && clientY >= top && clientY <= bottom,
    );
    const panel = chart.panels[index];
    if (panel === undefined || panel.at.length === 0) return hide();
    const { left, top, width, height } = plots[index];
    const x = (clientX - left) / width;
    const nth = panel.at.reduce((best, at, i) => (Math.abs(at - x) < Math.abs(panel.at[best] - x) ? i : best), 0);
    const row = Math.min(panel.series.length - 1, Math.floor(((clientY - top) / height) * panel.series.length));
    show({ panel: index, nth, row });
  }

  figure.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    let [panel, row] = [place.panel, place.row + step[1]];
    if (!chart.isMap) panel += step[1];
    else if (row < 0) row = (chart.panels[--panel]?.series.length ?? 1) - 1;
    else if (row >= chart.panels[panel].series.length) [panel, row] = [panel + 1, 0];
    const last = chart.panels[panel]?.at.length - 1;
    if (last >= 0) show({ panel, nth: Math.max(0, Math.min(last, place.nth + step[0])), row: Math.max(0, row) });
  });
}

/** Where the panels of the picture that is seen are now, in their order. */
function plotsOf(figure) {
  return [...figure.querySelectorAll('.root > g > .background, [class$="_group"] > g > .background')]
    .map((path) => path.getBoundingClientRect())
    .filter(({ width }) => width > 0);
}

function fill(figure, { isMap, unit }, { title, labels, series }, { nth, row }) {
  tip.replaceChildren();
  if (title !== '') added('strong', '', tip).textContent = title;
  if (labels[nth] !== '') added('div', 'where', tip).textContent = labels[nth];
  for (const [name, values] of isMap ? [series[row]] : series) {
    const value = values.split('|')[nth];
    if (value === undefined) continue;
    const line = added('div', 'reading', tip);
    const key = keyOf(figure, name);
    if (key !== undefined) line.append(key);
    added('span', 'name', line).textContent = name;
    added('span', 'value', line).textContent = value + (value === '–' ? '' : unit);
  }
}

/** The picture that stands for a series in the legend. */
function keyOf(figure, name) {
  const entry = entriesOf(figure).find((each) => each.textContent === name);
  return entry?.querySelector('svg').cloneNode(true);
}

function entriesOf(figure) {
  return [...(figure.parentElement.querySelector('.legend')?.children ?? [])];
}

/** Beside the marker, where there is room on the screen. */
function putTipBeside(box) {
  tip.hidden = marker.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const gap = 12;
  const right = box.left + box.width + gap;
  const left = right + width <= room ? right : Math.max(4, box.left - gap - width);
  const covers = left < box.left + box.width && left + width > box.left;
  const top = covers ? box.top - height - gap : Math.min(box.top, window.innerHeight - height - 4);
  put(tip, left, Math.max(4, top));
}

function put(element, left, top) {
  element.style.left = `${left + window.scrollX}px`;
  element.style.top = `${top + window.scrollY}px`;
}

function hide() {
  tip.hidden = marker.hidden = true;
}

/** A line stands out while one points at its name. */
function highlight(figure) {
  entriesOf(figure).forEach((entry, index) => {
    if (!('line' in entry.dataset)) return;
    const setOthers = (opacity) => {
      for (const svg of figure.querySelectorAll('svg')) {
        svg.querySelectorAll('.mark-line path').forEach((path, nth) => {
          path.style.opacity = nth === index ? '' : opacity;
        });
      }
    };
    entry.addEventListener('pointerenter', () => setOthers('0.15'));
    entry.addEventListener('pointerleave', () => setOthers(''));
  });
}
