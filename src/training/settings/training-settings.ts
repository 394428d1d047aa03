import { z } from "zod";
import { choice, numberList, real, seedList, setting, toggle, whole } from "../setting.js";

/** Passes, batches, optimizer, rates and loss. */
export const trainingSettings = {
  epochs: setting(whole(1), {
    group: "Training",
    description: "passes over the training rows",
    default: "10 below 2,000 rows, 5 below 10,000, 3 up to 100,000, 2 above",
    example: "3",
    aliases: ["num_train_epochs"],
  }),
  maxSteps: setting(whole(1), {
    group: "Training",
    description:
      "optimizer steps of the run, whatever the epochs; those of --linear-probe-first come before them",
    default: "as the epochs give",
    example: "500",
  }),
  linearProbeFirst: setting(whole(0), {
    group: "Training",
    description:
      "epochs before all others that train only the head (and a pooler that the model lacks), on the frozen encoder; each part of the run has its own warm-up and decay",
    default: "0",
    example: "1",
  }),
  linearProbeRate: setting(
    real("a number above 0", (value) => value > 0),
    {
      group: "Training",
      description: "highest learning rate of these first epochs",
      default: "1e-3",
      example: "1e-3",
    },
  ),
  batchSize: setting(whole(1), {
    group: "Training",
    description: "rows of a batch",
    default: "16 below 10,000 rows, 32 from there, shared among accumulated batches",
    example: "32",
    aliases: ["per_device_train_batch_size", "train_batch_size"],
  }),
  gradientAccumulation: setting(whole(1), {
    group: "Training",
    description: "batches that make one optimizer step",
    default: "1",
    example: "2",
    aliases: ["gradient_accumulation_steps"],
  }),
  groupByLength: setting(toggle, {
    group: "Training",
    description:
      "batches of texts of like length, in blocks of 50 batches from long to short; in random order otherwise",
    default: "off",
    example: "true",
  }),
  gradientCheckpointing: setting(toggle, {
    group: "Training",
    description: "compute layers again on the way back: much less memory, about a third slower",
    default: "off",
    example: "true",
  }),
  learningRate: setting(
    real("a number above 0", (value) => value > 0),
    {
      group: "Training",
      description: "highest learning rate",
      default:
        "by hidden size: 2e-5 from 1024, 3e-5 from 768, 5e-5 above 256, else 2e-4; 1e-3 with a frozen encoder",
      example: "3e-5",
      aliases: ["lr"],
    },
  ),
  llrd: setting(
    real("a number above 0, at most 1", (value) => value > 0 && value <= 1),
    {
      group: "Training",
      description:
        "what the learning rate is multiplied by from each layer to the one below it; the head has the whole rate",
      default: "1",
      example: "0.95",
      aliases: ["layer_wise_lr_decay"],
    },
  ),
  reinitLayers: setting(whole(0), {
    group: "Training",
    description: "draw the last N layers and the pooler anew before training",
    default: "0",
    example: "1",
  }),
  lrScheduler: setting(choice(["linear", "cosine", "constant"]), {
    group: "Training",
    description: "course of the learning rate after the warm-up",
    default: "linear",
    example: "cosine",
    aliases: ["lr_scheduler_type"],
  }),
  warmupRatio: setting(
    real("a number from 0 to 1", (value) => value >= 0 && value <= 1),
    {
      group: "Training",
      description: "share of the steps in which the rate rises",
      default: "0.1",
      example: "0.06",
    },
  ),
  warmupSteps: setting(
    real("a whole number from 0, or a ratio below 1", (value) =>
      value < 1 ? value >= 0 : Number.isSafeInteger(value),
    ),
    {
      group: "Training",
      description: "steps in which the rate rises; below 1 it is a ratio",
      default: "by the warm-up ratio",
      example: "100",
    },
  ),
  optimizer: setting(choice(["adamw", "adam", "sgd"], { adamw_torch: "adamw" }), {
    group: "Training",
    description: "optimizer",
    default: "adamw",
    example: "adam",
    aliases: ["optim"],
  }),
  weightDecay: setting(
    real("a number from 0", (value) => value >= 0),
    {
      group: "Training",
      description: "weight decay; biases and layer norms have none",
      default: "0.01",
      example: "0",
    },
  ),
  maxGradNorm: setting(
    real("a number from 0", (value) => value >= 0),
    {
      group: "Training",
      description: "largest norm of the gradient, longer ones are scaled down; 0 turns it off",
      default: "1",
      example: "0",
    },
  ),
  classWeights: setting(
    {
      schema: z.union([
        z.preprocess((value) => (value === "auto" ? "balanced" : value), z.literal("balanced")),
        numberList((weight) => weight > 0),
      ]),
      placeholder: "WEIGHTS",
      expects: "balanced, or numbers above 0 with commas between them",
    },
    {
      group: "Training",
      description:
        "weights of the classes in the loss: numbers in label order, or balanced by the training and validation rows",
      default: "none",
      example: "balanced",
    },
  ),
  posWeight: setting(
    {
      schema: z.union([z.literal("balanced"), numberList((weight) => weight > 0)]),
      placeholder: "WEIGHTS",
      expects: "balanced, or numbers above 0 with commas between them",
    },
    {
      group: "Training",
      description:
        "multi-label: how much labels that hold count in the loss: numbers in label order, or rows without / rows with the label",
      default: "none",
      example: "balanced",
    },
  ),
  labelSmoothing: setting(
    real("a number from 0, below 1", (value) => value >= 0 && value < 1),
    {
      group: "Training",
      description: "share of the target spread over all classes",
      default: "0",
      example: "0.1",
      aliases: ["label_smoothing_factor"],
    },
  ),
  focalGamma: setting(
    real("a number from 0", (value) => value >= 0),
    {
      group: "Training",
      description:
        "focal loss: rows that are told well already count less, the more so the larger the number; 0 is plain cross entropy",
      default: "0",
      example: "2",
    },
  ),
  rDrop: setting(
    real("a number from 0", (value) => value >= 0),
    {
      group: "Training",
      description:
        "R-Drop: rows go through the model twice with dropout of their own, and what both passes say apart counts this much in the loss; 0 is off",
      default: "0",
      example: "1",
    },
  ),
  mixup: setting(
    real("a number from 0", (value) => value >= 0),
    {
      group: "Training",
      description:
        "mixup: rows of a batch are mixed two by two before the head, with shares of the Beta distribution of this parameter; 0 is off",
      default: "0",
      example: "0.4",
    },
  ),
  seed: setting(whole(0), {
    group: "Training",
    description:
      "seed of the split (see --split-seed), the row order, the new weights, the dropout and the mixing",
    default: "42",
    example: "1",
  }),
  seeds: setting(seedList, {
    group: "Training",
    description:
      "the same run once for each seed, in OUTPUT/seed-N: so many seeds from --seed on, or those of a list; OUTPUT itself becomes the best run, with mean and deviation of all",
    default: "one run, with --seed",
    example: "3",
  }),
};
