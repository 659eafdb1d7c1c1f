/**
 * Forecast of a series by its level, its trend and what recurs each season, each smoothed exponentially: additive Holt-Winters.
 * Holt, Forecasting Trends and Seasonals by Exponentially Weighted Averages, 1957; Winters, Forecasting Sales by Exponentially
 * Weighted Moving Averages, Management Science 6 (3), 1960; the equations are those of Hyndman and Athanasopoulos, Forecasting:
 * Principles and Practice, 8.3.
 */

/** Shares (0 to 1) that a new value has in the level, the trend and the season. */
export interface Smoothing {
  level: number;
  trend: number;
  season: number;
}

export interface HoltWinters {
  /** The next value of the series. */
  readonly observe: (value: number) => void;
  /** The value to expect so many steps after the last one, 1 at least; not below 0, and 0 before any value. */
  readonly forecast: (steps: number) => number;
}

/** @param period values a season; 0: there are no seasons (Holt's linear trend), and so it is until one is seen whole */
export function createHoltWinters(smoothing: Smoothing, period: number): HoltWinters {
  const seasons: number[] = [];
  const first: number[] = [];
  let seen = 0;
  let level = 0;
  let trend = 0;

  function observe(value: number): void {
    if (seen === 0) level = value;
    else update(value);
    seen++;
    if (first.length >= period) return;
    first.push(value);
    if (first.length === period) beginSeasons();
  }

  /** The first season is known: its mean is the level, and what it was above or below recurs. */
  function beginSeasons(): void {
    level = first.reduce((sum, value) => sum + value, 0) / period;
    trend = 0;
    seasons.push(...first.map((value) => value - level));
  }

  function update(value: number): void {
    const hasSeasons = seasons.length > 0;
    const place = hasSeasons ? seen % period : 0;
    const season = hasSeasons ? seasons[place] : 0;
    const expected = level + trend;
    const before = level;
    level = smoothing.level * (value - season) + (1 - smoothing.level) * expected;
    trend = smoothing.trend * (level - before) + (1 - smoothing.trend) * trend;
    if (hasSeasons) seasons[place] = smoothing.season * (value - expected) + (1 - smoothing.season) * season;
  }

  function forecast(steps: number): number {
    const season = seasons.length > 0 ? seasons[(seen + steps - 1) % period] : 0;
    return Math.max(0, level + steps * trend + season);
  }

  return { observe, forecast };
}
