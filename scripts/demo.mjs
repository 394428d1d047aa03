// The whole way on data that npm brings: what is a definition of WordNet about? Learns it with the model in the box, reports
// how well, and labels three texts of ours.
//   npm run demo
//   node scripts/demo.mjs [--rows 36000] [--output runs/topics]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { wordnetDefinitions } from "./wordnet-definitions.mjs";

/** The topics of nouns, from number 4 on; 3 holds the most general words alone. See lexnames(5) of WordNet. */
const topics =
  "act animal artifact attribute body cognition communication event feeling food group location motive object person phenomenon plant possession process quantity relation shape state substance time".split(
    " ",
  );
const FIRST_TOPIC = 4;
const texts = [
  "a small grey bird that sings at night",
  "somebody who repairs old clocks",
  "a thick soup of beans and onions",
];

const { values } = parseArgs({
  options: { rows: { type: "string", default: "36000" }, output: { type: "string" } },
});
const root = resolve(import.meta.dirname, "..");
const output = values.output ?? freeFolder("runs/topics");
writeRows(resolve(root, `${output}-data`), Number(values.rows));
run("finetune", [
  ...["--model", "berth-mini-en", "--train", `${output}-data/train.csv`],
  ...["--validation", `${output}-data/validation.csv`, "--output", output, "--epochs", "1"],
]);
run("predict", ["--model", output, ...texts]);
console.info(`\nThe model is in ${output}; ${output}/report.html shows how it learned and where it errs.`);

/**
 * train.csv, and validation.csv of a twelfth as many rows: definitions of nouns with their topics. What validates was
 * not seen in pre-training either.
 */
function writeRows(folder, trainRows) {
  const topicOf = ({ topic }) => topics[topic - FIRST_TOPIC];
  // WordNet has them topic by topic: they come in the order of a hash.
  const hash = ({ definition }) => createHash("sha256").update(`demo ${definition}`).digest("hex");
  const rows = wordnetDefinitions()
    .filter((row) => topicOf(row) !== undefined)
    .map((row) => ({ ...row, place: hash(row) }))
    .sort((one, other) => (one.place < other.place ? -1 : 1));
  const parts = {
    train: rows.filter(({ isHeldOut }) => !isHeldOut).slice(0, trainRows),
    validation: rows.filter(({ isHeldOut }) => isHeldOut).slice(0, Math.ceil(trainRows / 12)),
  };
  mkdirSync(folder, { recursive: true });
  for (const [part, chosen] of Object.entries(parts)) {
    const lines = chosen.map((row) => `"${row.definition.replaceAll('"', '""')}",${topicOf(row)}`);
    writeFileSync(join(folder, `${part}.csv`), `definition,topic\n${lines.join("\n")}\n`);
  }
}

/** The name, or the first of name-2, name-3, ... of which there is no folder: an earlier demo is kept. */
function freeFolder(name) {
  for (let count = 1; ; count++) {
    const free = count === 1 ? name : `${name}-${count}`;
    if (!existsSync(join(root, free))) return free;
  }
}

function run(command, words) {
  const shown = [command, ...words].map((word) => (word.includes(" ") ? `"${word}"` : word));
  console.info(`\n$ berth ${shown.join(" ")}\n`);
  const { status } = spawnSync(process.execPath, ["dist/cli/main.js", command, ...words], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
