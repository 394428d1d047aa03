// Every row of the table. A row is
//   name        what --only takes
//   title       what is done
//   missing     (context) => why it cannot be done here, or undefined
//   contenders  (context) => { [name]: (round) => measures }: Berth's names begin with "Berth"; measures are numbers
//               by name, `seconds` and `peakMb` among them
//   bars        the least that Berth must reach: { rival, measure, atLeast } for how many times as fast it must be,
//               { rival, measure, atMost } for the largest share of the rival's number
// The context: { python, engines, machine, limit, keep }.
import { baseSteps } from "./base-step.mjs";
import { frozenRecipes } from "./frozen.mjs";
import { gopEpochs } from "./gop.mjs";
import { filePredictions } from "./predict-file.mjs";
import { singlePredictions } from "./predict-one.mjs";
import { pretrainingSteps } from "./pretrain.mjs";
import { startUps } from "./start-up.mjs";

export const rows = [
  ...gopEpochs,
  ...frozenRecipes,
  ...baseSteps,
  ...pretrainingSteps,
  ...filePredictions,
  ...singlePredictions,
  ...startUps,
];
