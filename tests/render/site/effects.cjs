// Asks the site's own script: lines of {table, fails: [[name]]} in, the states of each out.
const Estate = require(process.argv[2]);
const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const line of lines) {
  const { table, fails, points } = JSON.parse(line);
  const estate = new Estate(table);
  const answer = { states: fails.map((names) => estate.states(names)) };
  if (points) {
    answer.points = Object.fromEntries(estate.names.map((name) => [name, estate.points(name)]));
    answer.below = Object.fromEntries(estate.names.map((name) => [name, estate.below(name)]));
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
