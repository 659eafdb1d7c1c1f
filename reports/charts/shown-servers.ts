import type { Observation, ServerObservation } from '../../records/observation.ts';
import { shortened } from '../writers/format.ts';
import type { Ticks } from './axes.ts';

/** More servers than this side by side are no longer seen one by one. */
const MOST_SERVERS = 100;

/** Of a letter in an axis' label, pixels. */
const LETTER_WIDTH = 7;
const LETTER_HEIGHT = 13;
const LABEL_GAP = 8;

/** The servers that a chart shows, by their places in the observation. */
export interface ShownServers {
  places: number[];
  /** There are too many: these are spread evenly from the busiest to the idlest. Else all stand there in their order. */
  isRanked: boolean;
}

export function shownServers({ servers }: Observation): ShownServers {
  const places = servers.map((_, place) => place);
  if (servers.length <= MOST_SERVERS) return { places, isRanked: false };
  const ranked = places.toSorted((one, other) => loadOf(servers[other]!) - loadOf(servers[one]!));
  const step = (servers.length - 1) / (MOST_SERVERS - 1);
  return {
    places: Array.from({ length: MOST_SERVERS }, (_, nth) => ranked[Math.round(nth * step)]!),
    isRanked: true,
  };
}

/** A sentence for a chart that shows a part of the servers; empty if it shows all. */
export function shownNote({ servers }: Observation): string {
  if (servers.length <= MOST_SERVERS) return '';
  return ` Of ${servers.length} servers ${MOST_SERVERS} are shown, spread evenly from the busiest to the idlest.`;
}

/** Names along an axis on which a server takes `size` pixels: each server's, or each group's in its middle, where there is room. */
export function serverTicks(
  observation: Observation,
  shown: ShownServers,
  { size, isVertical, room }: { size: number; isVertical: boolean; room: number },
): Ticks {
  if (shown.isRanked) return { values: [0.5, shown.places.length - 0.5], labels: ['busiest', 'idlest'] };
  const servers = shown.places.map((place) => observation.servers[place]!);
  const needs = (name: string): number => (isVertical ? LETTER_HEIGHT : name.length * LETTER_WIDTH + LABEL_GAP);
  const spans = servers.every(({ name }) => needs(name) <= size)
    ? servers.map(({ name }, at) => ({ name, from: at, to: at + 1 }))
    : groupSpans(servers).filter(({ name, from, to }) => needs(name) <= (to - from) * size);
  return {
    values: spans.map(({ from, to }) => (from + to) / 2),
    labels: spans.map(({ name }) => shortened(name, Math.floor(room / LETTER_WIDTH))),
  };
}

function groupSpans(servers: readonly ServerObservation[]): { name: string; from: number; to: number }[] {
  const spans: { name: string; from: number; to: number }[] = [];
  servers.forEach(({ group }, at) => {
    const last = spans.at(-1);
    if (last?.name === group) last.to = at + 1;
    else spans.push({ name: group, from: at, to: at + 1 });
  });
  return spans;
}

function loadOf({ work, capacity }: ServerObservation): number {
  return capacity > 0 ? work / capacity : 0;
}
