// What falls when something fails: the least fixpoint of the compiled model's gates.
//
// `states` means what `drctl simulate` means by states, without overload. The table has one net
// for the time before people act and one for afterwards. In a net, node i (i < n) is "component i
// is down" and node n + i is "component i is down or degraded"; the others are gates. A node
// holds when it failed itself, or when at least `least` of its children hold (1 if not written).
"use strict";
(function () {
  class Net {
    constructor({ children, least }) {
      this.children = children;
      this.least = Int32Array.from(children, (_, node) => least[node] ?? 1);
      this.always = [];
      this.parents = children.map(() => []);
      children.forEach((kids, node) => {
        if (this.least[node] === 0) this.always.push(node);
        for (const kid of kids) this.parents[kid].push(node);
      });
    }

    // The nodes that hold once some have failed: linear in what falls.
    spread(failed) {
      const found = new Set([...failed, ...this.always]);
      const missing = new Map();
      for (const node of found) {
        for (const parent of this.parents[node]) {
          const left = (missing.get(parent) ?? this.least[parent]) - 1;
          missing.set(parent, left);
          if (left <= 0) found.add(parent);
        }
      }
      return found;
    }
  }

  class Estate {
    constructor(table) {
      this.table = table;
      this.names = table.names;
      this.ids = new Map(table.names.map((name, id) => [name, id]));
      this.before = new Net(table.before);
      this.after = new Net(table.after);
      this.never = new Set(table.never);
    }

    // The state of every component, by name, before and after people act.
    states(fails) {
      const failed = [...fails].map((name) => this.ids.get(name));
      return { before: this.read(this.before, failed), after: this.read(this.after, failed) };
    }

    read(net, failed) {
      const found = net.spread(failed);
      const count = this.names.length;
      const states = {};
      this.names.forEach((name, id) => {
        states[name] = found.has(id) ? "down" : found.has(count + id) ? "degraded" : "up";
      });
      return states;
    }

    // The components that stand next below one, through its gates, by name.
    below(name) {
      const count = this.names.length;
      const found = new Set();
      const seen = new Set();
      const open = [this.ids.get(name)];
      open.push(open[0] + count);
      for (const node of open) {
        for (const kid of this.after.children[node]) {
          if (kid < 2 * count) found.add(kid % count);
          else if (!seen.has(kid)) {
            seen.add(kid);
            open.push(kid);
          }
        }
      }
      found.delete(open[0]);
      return [...found].sort((a, b) => a - b).map((id) => this.names[id]);
    }

    // What takes one component down alone and for good, itself left out, by name.
    points(name) {
      const id = this.ids.get(name);
      return this.names.filter((_, other) =>
        other !== id && !this.never.has(other) && this.after.spread([other]).has(id));
    }

    page(name) {
      const id = this.ids.get(name);
      return `${this.table.folders[this.table.kinds[id]]}/${name}.html`;
    }

    runbook(name) {
      const id = this.ids.get(name);
      const kind = this.table.folders[this.table.kinds[id]].slice(0, -1);
      return this.table.runbooks.includes(id) ? `runbooks/${kind}-${name}.html` : "";
    }

    title(name) {
      return this.table.titles[this.ids.get(name)] || name;
    }

    tier(name) {
      return this.table.tiers[this.ids.get(name)] ?? "";
    }
  }

  globalThis.drctlEstate = Estate;
  if (typeof module !== "undefined") module.exports = Estate;
})();
