// Search in the index of the site: words, slips and ranking as drctl/knowledge has them.
"use strict";
(function () {
  const MOST_TERMS = 24;
  const BEGUN = 0.8;
  const ONE_SLIP = 0.6;
  const TWO_SLIPS = 0.35;
  const NAMED = 2;
  const SAID = 1.3;
  const BREATH = 3;
  const LEAST = 0.04;
  const K = 1.2;
  const B = 0.75;

  class Search {
    constructor(index) {
      this.documents = index.documents;
      this.terms = index.terms.split(" ");
      this.hits = index.hits.split(";");
      this.stop = new Set(index.stop.split(" "));
      let all = 0;
      for (const document of this.documents) all += document[6];
      this.average = all / Math.max(1, this.documents.length);
      this.known = new Map();
    }

    // The words of a question, each once.
    asked(text) {
      const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
      const runs = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
      const words = runs.map((run) => run.toLowerCase());
      return [...new Set(words)].filter((word) => !this.stop.has(word));
    }

    // The documents that answer, the best first: {document, score, words}.
    search(text) {
      const question = this.asked(text);
      const found = new Map();
      for (const word of question) {
        const best = new Map();
        for (const [place, share] of this.alike(word)) {
          for (const [document, score] of this.scores(place)) {
            best.set(document, Math.max(best.get(document) ?? 0, score * share));
          }
        }
        for (const [document, score] of best) {
          const hit = found.get(document) ?? { document, score: 0, words: [] };
          hit.score += score;
          hit.words.push(word);
          found.set(document, hit);
        }
      }
      const whole = question.join(" ");
      let least = 0;
      for (const hit of found.values()) {
        const [, , , , weight, said] = this.documents[hit.document];
        const share = hit.words.length / question.length;
        hit.score *= weight * share * share;
        if (said.includes(`|${whole}|`)) hit.score *= NAMED;
        else if (question.length >= BREATH && within(whole, said)) hit.score *= SAID;
        least = Math.max(least, hit.score * LEAST);
      }
      const round = (hit) => Math.round(hit.score * 1e6);
      return [...found.values()]
        .filter((hit) => hit.score >= least)
        .sort((a, b) => round(b) - round(a) || a.document - b.document);
    }

    // The terms that a word stands for, by their places, each with what it counts.
    alike(word) {
      let found = this.begun(word);
      if (!found.length && word.length >= 4 && /^\p{L}+$/u.test(word)) found = this.slips(word);
      found.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      return found.slice(0, MOST_TERMS);
    }

    begun(word) {
      let low = 0;
      let high = this.terms.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.terms[middle] < word) low = middle + 1;
        else high = middle;
      }
      const found = [];
      for (; low < this.terms.length && this.terms[low].startsWith(word); low++) {
        const term = this.terms[low];
        if (term === word) found.push([low, 1]);
        else if (word.length > 1) found.push([low, (BEGUN * word.length) / term.length]);
      }
      return found;
    }

    slips(word) {
      const most = word.length >= 7 ? 2 : 1;
      const found = [];
      this.terms.forEach((term, place) => {
        if (Math.abs(term.length - word.length) > most) return;
        const apart = distance(word, term, most);
        if (apart <= most) found.push([place, apart === 1 ? ONE_SLIP : TWO_SLIPS]);
      });
      return found;
    }

    // BM25 of a term in each document that has it.
    scores(place) {
      let scores = this.known.get(place);
      if (scores) return scores;
      scores = [];
      let document = 0;
      const hits = this.hits[place].split(",");
      const total = this.documents.length;
      const rare = Math.log((total - hits.length + 0.5) / (hits.length + 0.5));
      for (const hit of hits) {
        const [apart, count = 1] = hit.split("*").map(Number);
        document += apart;
        const long = 1 - B + (B * this.documents[document][6]) / this.average;
        scores.push([document, (Math.max(rare, 1e-6) * count * (K + 1)) / (count + K * long)]);
      }
      this.known.set(place, scores);
      return scores;
    }
  }

  function within(words, said) {
    return ` ${said} `.replaceAll("|", " | ").includes(` ${words} `);
  }

  // How many letters are wrong, missing, too many or swapped; more than `most` is most + 1.
  function distance(one, other, most) {
    let older = [];
    let before = [];
    let row = Array.from({ length: other.length + 1 }, (_, i) => i);
    for (let i = 1; i <= one.length; i++) {
      [older, before, row] = [before, row, [i]];
      for (let j = 1; j <= other.length; j++) {
        let cost = Math.min(
          before[j] + 1,
          row[j - 1] + 1,
          before[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1),
        );
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          cost = Math.min(cost, older[j - 2] + 1);
        }
        row.push(cost);
      }
      if (Math.min(...row) > most && Math.min(...before) >= most) return most + 1;
    }
    return Math.min(row[other.length], most + 1);
  }

  globalThis.drctlSearch = { Search };
})();
