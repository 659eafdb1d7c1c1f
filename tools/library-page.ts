/**
 * Makes docs/scenario-library.md and its charts in docs/images/library/: each scenario of the library with its question, its answer
 * and the chart that shows it. Plays all of them, each with four seeds, which takes some minutes.
 *
 *     node tools/library-page.ts
 *
 * A test checks, without playing anything, that the page is that of the scenarios and the goldens as they are.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import packageFile from '../package.json' with { type: 'json' };
import { LIBRARY_FOLDER, loadLibrary, type LibraryGroup } from '../cli/library.ts';
import type { Observation } from '../records/observation.ts';
import { buildReport, type Report } from '../reports/report.ts';
import { writeJson } from '../reports/writers/json.ts';
import { compile } from '../sim/scenario/compile/compile.ts';
import type { Loaded } from '../sim/scenario/compile/world.ts';
import { play } from '../sim/experiment/play.ts';
import { goldenOf, type Golden } from './goldens.ts';
import { chartOf, drawn } from './library-chart.ts';
import { answerOf, winnersOf } from './library-answer.ts';

const PAGE = new URL('../docs/scenario-library.md', import.meta.url);
export const IMAGES: URL = new URL('../docs/images/library/', import.meta.url);

/** Seeds that must give the same answer: the scenario's own and those after it. */
const SEEDS = 4;

/** What a run gave for the page. */
export interface Answer {
  /** In words. */
  answer: string;
  /** What the chart shows, in words. */
  caption: string;
  /** Of the figures that the answer was made of. */
  stamp: string;
}

/** The page as Markdown; `answers` by scenario. */
export function libraryPage(groups: readonly LibraryGroup[], answers: ReadonlyMap<string, Answer>): string {
  return `${[
    '# The scenario library',
    'Made from [scenarios/](../scenarios/groups.json) by `node tools/library-page.ts`, which plays all of them: edit the scenarios, not this page.',
    'Each scenario asks a question; its answer is computed from the run, and which strategies meet the objectives is the same with the ' +
      'three seeds that follow. `steelyard list scenarios` prints the questions. To play one and get its report as a page:',
    '```sh\nnpx steelyard run scenarios/rising-load.yaml --out reports-out # exit code 1\n```',
    'The exit code 1 says that some strategy missed an objective.',
    ...groups.map(
      ({ title, scenarios }) =>
        `${title}:\n\n${scenarios.map(({ world }) => `- [${world.name}](#${world.name}): ${world.summary}`).join('\n')}`,
    ),
    ...groups.flatMap(({ title, scenarios }) => [
      `## ${title}`,
      ...scenarios.map((scenario) => section(scenario, answers.get(scenario.world.name)!)),
    ]),
  ].join('\n\n')}\n`;
}

function section({ world }: Loaded, { answer, caption, stamp }: Answer): string {
  const { name, summary } = world;
  return [
    `### ${name}`,
    `**${summary}**`,
    setting(name),
    `**Answer.** ${answer}`,
    `![${caption}](images/library/${name}.svg)`,
    `\`npx steelyard run scenarios/${name}.yaml\` plays [the scenario](../scenarios/${name}.yaml).`,
    `<!-- figures ${stamp} -->`,
  ].join('\n\n');
}

/** The comment at the top of a scenario file, as a paragraph. */
function setting(name: string): string {
  const [, ...lines] = readFileSync(`${LIBRARY_FOLDER}${name}.yaml`, 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('# '));
  const text = lines.slice(0, end).map((line) => line.slice(2));
  return text.join(' ').replaceAll(/(?<!`)--set \S+/g, '`$&`');
}

/** A hash of what the golden says of each strategy: it changes when an answer may have changed. */
export function stampOf({ figures }: Golden): string {
  return createHash('sha256').update(JSON.stringify(figures)).digest('hex').slice(0, 12);
}

async function playScenario(loaded: Loaded, seed: number): Promise<Played> {
  const observations: Observation[] = [];
  for (const choice of loaded.strategies) observations.push(await play({ ...compile(loaded, choice), seed }));
  return { report: buildReport(observations, packageFile.version), observations };
}

interface Played {
  report: Report;
  observations: Observation[];
}

/** Plays the scenario, says what came out and draws it. @throws if another seed has another answer */
async function answerBy(loaded: Loaded): Promise<{ answer: Answer; image: string }> {
  const { name, seed } = loaded.world;
  const { report, observations } = await playScenario(loaded, seed);
  const winners = winnersOf(report).join(', ');
  for (let more = 1; more < SEEDS; more++) {
    const others = winnersOf((await playScenario(loaded, seed + more)).report).join(', ');
    if (others !== winners)
      throw new Error(`${name}: seed ${seed + more} has another answer: ${others}, not ${winners}`);
  }
  const chart = chartOf(loaded.world, report, observations);
  const stamp = stampOf(goldenOf(writeJson(report)));
  const answer = { answer: answerOf(report), caption: `${chart.title}. ${chart.sentence}`, stamp };
  return { answer, image: await drawn(chart) };
}

if (import.meta.main) {
  const groups = await loadLibrary();
  const answers = new Map<string, Answer>();
  const images = new Map<string, string>();
  for (const loaded of groups.flatMap(({ scenarios }) => scenarios)) {
    const { name } = loaded.world;
    const { answer, image } = await answerBy(loaded);
    console.log(`${name}: ${answer.answer}`);
    answers.set(name, answer);
    images.set(name, image);
  }
  rmSync(IMAGES, { recursive: true, force: true });
  mkdirSync(IMAGES, { recursive: true });
  for (const [name, image] of images) writeFileSync(new URL(`${name}.svg`, IMAGES), image);
  writeFileSync(PAGE, libraryPage(groups, answers));
}
