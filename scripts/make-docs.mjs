/** Writes docs/cli.md and docs/errors.md from the compiled sources in dist/. */
import { writeFileSync } from "node:fs";
import { cliPage, errorsPage } from "../dist/cli/docs.js";
import { buildProgram } from "../dist/cli/program.js";

const docs = new URL("../docs/", import.meta.url);
writeFileSync(new URL("cli.md", docs), cliPage(buildProgram(process)));
writeFileSync(new URL("errors.md", docs), errorsPage());
