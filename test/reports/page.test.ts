/** The page in a browser, where one is installed: nothing cut, nothing covered, tables that sort, values where one points. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Observation } from '../../records/observation.ts';
import { chartsOf } from '../../reports/charts/charts.ts';
import { buildReport } from '../../reports/report.ts';
import { reportFiles } from '../../reports/writers/files.ts';
import { openBrowser } from './browser.ts';
import { flashCrowd, inGroups, made, SEVEN } from './observations.ts';

const TWENTY = Array.from({ length: 20 }, (_, nth) => (nth < 7 ? SEVEN[nth] : `power-of-two{choices: ${nth}}`));

const CASES: Record<string, Observation[]> = {
  'one strategy, one server': [made({ servers: 1, requests: 300, failures: 0.01 }).observation],
  'seven strategies, six servers': flashCrowd().map(inGroups),
  'twenty strategies, a hundred servers': TWENTY.map((strategy) =>
    noisy(inGroups(made({ strategy, servers: 100, requests: 4000, failures: 0.05, latency: 90e6 }).observation)),
  ),
};

let browser: Browser | undefined;
let folder = '';

test.before(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'steelyard-'));
  for (const [name, observations] of Object.entries(CASES)) {
    const files = await reportFiles(buildReport(observations, '0.1.0'), observations);
    await writeFile(fileOf(name), files.get('index.html')!);
  }
});

test.after.always(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const fileOf = (name: string): string => join(folder, `${name}.html`);

for (const name of Object.keys(CASES)) {
  for (const width of [390, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${name}, ${width} px, ${colorScheme}: no text is cut or covered`, async (t) => {
        const page = await opened(t, name, { viewport: { width, height: 900 }, colorScheme });
        if (page === undefined) return;
        t.deepEqual(await page.evaluate(misplaced), []);
        t.is(await page.evaluate('document.documentElement.scrollWidth'), width);
      });
    }
  }
}

test('a page of twenty strategies and a hundred servers is less than 3 MB, however uneven they are', async (t) => {
  const observations = CASES['twenty strategies, a hundred servers'];
  const files = await reportFiles(buildReport(observations, '0.1.0'), observations);
  const bytes = Buffer.byteLength(files.get('index.html') as string);
  t.log(`${bytes} bytes`);
  t.true(bytes < 3_000_000, `${bytes} bytes`);
});

test('tables sort by a click, and the other way round by the next', async (t) => {
  const page = await opened(t, 'seven strategies, six servers');
  if (page === undefined) return;
  const table = page.locator('table').first();
  const column = async (nth: number): Promise<string[]> =>
    (await table.locator(`tbody tr > :nth-child(${nth})`).allInnerTexts()).map((text) => text.trim());
  const numbers = (await column(2)).map(Number);
  const names = await column(1);
  await table.getByRole('button', { name: 'mean', exact: true }).click();
  t.deepEqual(
    (await column(2)).map(Number),
    numbers.toSorted((one, other) => one - other),
  );
  await table.getByRole('button', { name: 'mean', exact: true }).click();
  t.deepEqual(
    (await column(2)).map(Number),
    numbers.toSorted((one, other) => other - one),
  );
  t.is(await table.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
  await table.getByRole('button', { name: 'strategy' }).click();
  t.deepEqual(await column(1), names.toSorted());
  await table.getByRole('button', { name: 'p99', exact: true }).click();
  const sorted = await column(5);
  t.true(sorted.includes('∞'), sorted.join(' '));
  t.true(
    sorted.slice(sorted.indexOf('∞')).every((text) => text === '∞'),
    sorted.join(' '),
  );
});

test('pointing at a chart tells the values of that place, and so do the arrow keys', async (t) => {
  const page = await opened(t, 'seven strategies, six servers');
  if (page === undefined) return;
  const observations = CASES['seven strategies, six servers'];
  const charts = chartsOf(buildReport(observations, '0.1.0'), observations);
  t.true(charts.length === 8);
  for (const { name, readings } of charts) {
    const figure = page.locator(`figure[data-chart=${name}]`);
    await figure.scrollIntoViewIfNeeded();
    const plot: { x: number; y: number; width: number; height: number } = await page.evaluate(firstPlot(name));
    const [panel] = readings.panels;
    const nth = panel.at.length >> 1;
    await page.mouse.move(plot.x + panel.at[nth] * plot.width, plot.y + plot.height - 3);
    const told = await page.locator('.tip').innerText();
    t.true(told.includes(panel.labels[nth]), `${name}: ${told}`);
    const series = readings.isMap ? panel.series.slice(-1) : panel.series;
    for (const { name: what, values } of series) {
      t.true(told.includes(what) && told.includes(`${values[nth]}${readings.unit}`), `${name}, ${what}: ${told}`);
    }
    await page.mouse.move(1, 1);
    t.true(await page.locator('.tip').isHidden());
  }
  const map = page.locator('figure[data-chart=utilization-by-server]');
  await page.reload();
  await map.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
  const { panels } = charts.find(({ name }) => name === 'utilization-by-server')!.readings;
  const told = await page.locator('.tip').innerText();
  t.true(told.includes(panels[0].labels[2]), told);
  t.true(told.includes(panels[0].series[1].name) && told.includes(`${panels[0].series[1].values[2]} %`), told);
  await page.keyboard.press('Escape');
  t.true(await page.locator('.tip').isHidden());
});

test('the policy of the page lets no other script run', async (t) => {
  const page = await opened(t, 'one strategy, one server');
  if (page === undefined) return;
  const ran = await page.evaluate(`new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', () => resolve('refused'));
    const script = document.createElement('script');
    script.textContent = 'window.hasRun = true';
    document.body.append(script);
    if (window.hasRun) resolve('ran');
  })`);
  t.is(ran, 'refused');
});

test('without a script the page says the same', async (t) => {
  const page = await opened(t, 'seven strategies, six servers', { javaScriptEnabled: false });
  if (page === undefined) return;
  t.is(await page.locator('table').first().locator('tbody tr').count(), 7);
  t.is(await page.locator('th button').count(), 0);
  t.is(await page.locator('figure svg.wide').count(), 8);
  t.true(await page.locator('figure svg.wide').first().isVisible());
});

/** The page of a case, looked at for complaints of the browser; undefined where there is no browser. */
async function opened(
  t: ExecutionContext,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Page | undefined> {
  if (browser === undefined) {
    t.log('no browser is installed: skipped');
    return undefined;
  }
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  t.teardown(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`file://${fileOf(name)}`);
  t.deepEqual(complaints, []);
  return page;
}

/** In the browser: texts of charts that leave their picture or cover one another, and legends over a chart. */
const misplaced = `(() => {
  const faults = [];
  const seen = (element) => element.getClientRects().length > 0;
  const overlap = (a, b, slack) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > slack;
  for (const figure of document.querySelectorAll('figure')) {
    const name = figure.dataset.chart;
    const legend = figure.parentElement.querySelector('.legend');
    if (legend && overlap(legend.getBoundingClientRect(), figure.getBoundingClientRect(), 0)) faults.push(name + ': legend over the chart');
    for (const svg of [...figure.querySelectorAll('svg')].filter(seen)) {
      const frame = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
      for (const { text, box } of texts) {
        const isInside = box.left >= frame.left - 1 && box.right <= frame.right + 1 && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
        if (!isInside) faults.push(name + ': "' + text + '" leaves its picture');
      }
      texts.forEach((one, nth) => {
        for (const other of texts.slice(nth + 1)) {
          if (overlap(one.box, other.box, 3)) faults.push(name + ': "' + one.text + '" covers "' + other.text + '"');
        }
      });
    }
  }
  return faults;
})()`;

/** In the browser: where the first panel of a chart is. */
const firstPlot = (name: string): string => `(() => {
  const backgrounds = '.wide .root > g > .background, .wide [class$="_group"] > g > .background';
  const { x, y, width, height } = document.querySelector('figure[data-chart=${name}]').querySelector(backgrounds).getBoundingClientRect();
  return { x, y, width, height };
})()`;

/** Each cell of the servers' timeline at random. */
function noisy(observation: Observation): Observation {
  let state = 1;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const { serverTimeline } = observation;
  const { capacity } = serverTimeline;
  return {
    ...observation,
    serverTimeline: {
      ...serverTimeline,
      work: capacity.map((most) => most * random()),
      inFlightTime: capacity.map((most) => most * random() * random() * 300),
    },
  };
}
