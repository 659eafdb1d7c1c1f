/** What a balancer of the reference simulator lets in: everything that ever ended there, in one list. */
import { namedStream } from '../../sim/kernel/random-stream.ts';
import type { BalancerSpec } from '../../sim/model/model.ts';
import type { Random } from '../../strategies/strategy.ts';

export class Gate {
  readonly #spec: BalancerSpec['admission'];
  readonly #random: Random;
  #ends: { at: number; isGood: boolean }[] = [];
  /** While it is open, and while trials run: since when it is no longer quite open. */
  #openUntil = -1;
  #trials = 0;
  #good = 0;
  #isTrying = false;

  constructor(seed: number, { name, admission }: BalancerSpec) {
    this.#spec = admission;
    this.#random = namedStream(seed, `balancers/${name}/shedding`);
  }

  admits(ofClass: string, inFlight: number, now: number): boolean {
    const { inFlight: most = Infinity, shedding = [] } = this.#spec ?? {};
    if (inFlight >= most || !this.#isClosed(now)) return false;
    return !shedding.some(({ share, above, classes }) => {
      if (inFlight < above || (classes.length > 0 && !classes.includes(ofClass))) return false;
      return share === 1 || this.#random.unit() < share;
    });
  }

  onSent(): void {
    if (this.#isTrying) this.#trials++;
  }

  onEnded(outcome: string, sentAt: number, now: number): void {
    const breaker = this.#spec?.breaker;
    if (breaker === undefined || (this.#openUntil >= 0 && sentAt < this.#openUntil)) return;
    if (outcome === 'abandoned') {
      if (this.#isTrying) this.#trials--;
      return;
    }
    const isGood = outcome === 'succeeded';
    if (this.#isTrying) {
      if (!isGood) this.#open(now + breaker.open);
      else if (++this.#good === breaker.trials) this.#close();
      return;
    }
    this.#ends.push({ at: now, isGood });
    const part = Math.ceil(breaker.window / 10);
    const recent = this.#ends.filter(({ at }) => Math.floor(at / part) > Math.floor(now / part) - 10);
    const bad = recent.filter((end) => !end.isGood).length;
    if (!isGood && recent.length >= breaker.minimum && bad >= breaker.failures * recent.length)
      this.#open(now + breaker.open);
  }

  #isClosed(now: number): boolean {
    const breaker = this.#spec?.breaker;
    if (breaker === undefined || this.#openUntil < 0) return true;
    if (now < this.#openUntil) return false;
    if (!this.#isTrying) {
      this.#isTrying = true;
      this.#trials = 0;
      this.#good = 0;
    }
    return this.#trials < breaker.trials;
  }

  #open(until: number): void {
    this.#openUntil = until;
    this.#isTrying = false;
  }

  #close(): void {
    this.#openUntil = -1;
    this.#isTrying = false;
    this.#ends = [];
  }
}

/** RFC 8289, as its pseudocode has it. */
export class Codel {
  readonly #target: number;
  readonly #interval: number;
  #firstAbove = 0;
  #dropNext = 0;
  #count = 0;
  #lastCount = 0;
  #isDropping = false;

  constructor({ target, interval }: { target: number; interval: number }) {
    this.#target = target;
    this.#interval = interval;
  }

  drops(waited: number, isLast: boolean, now: number): boolean {
    const isOkToDrop = this.#isOkToDrop(waited, isLast, now);
    if (this.#isDropping) {
      if (!isOkToDrop) this.#isDropping = false;
      else if (now >= this.#dropNext) {
        this.#count++;
        this.#dropNext = this.#after(this.#dropNext);
        return true;
      }
      return false;
    }
    if (!isOkToDrop) return false;
    this.#isDropping = true;
    const delta = this.#count - this.#lastCount;
    this.#count = delta > 1 && now - this.#dropNext < 16 * this.#interval ? delta : 1;
    this.#dropNext = this.#after(now);
    this.#lastCount = this.#count;
    return true;
  }

  #isOkToDrop(waited: number, isLast: boolean, now: number): boolean {
    if (waited < this.#target || isLast) {
      this.#firstAbove = 0;
      return false;
    }
    if (this.#firstAbove === 0) {
      this.#firstAbove = now + this.#interval;
      return false;
    }
    return now >= this.#firstAbove;
  }

  #after(at: number): number {
    return at + this.#interval / Math.sqrt(this.#count);
  }
}
