/** Writes docs/cli.md, docs/errors.md and the findings of docs/data-check.md and its Chinese twin from the compiled sources in dist/. */
import { readFileSync, writeFileSync } from "node:fs";
import { cliPage, errorsPage, withFindings } from "../dist/cli/docs.js";
import { buildProgram } from "../dist/cli/program.js";

const docs = new URL("../docs/", import.meta.url);
writeFileSync(new URL("cli.md", docs), cliPage(buildProgram(process)));
writeFileSync(new URL("errors.md", docs), errorsPage());
for (const [name, lang] of [
  ["data-check.md", "en"],
  ["data-check.zh-CN.md", "zh"],
]) {
  const check = new URL(name, docs);
  writeFileSync(check, withFindings(readFileSync(check, "utf8"), lang));
}
