import type { Engine, Precision } from "../engine/index.js";
import type { Tensor } from "../graph/index.js";
import {
  type Encoded,
  encoderParameters,
  forwardGraph,
  type ModelDefinition,
  pool,
} from "../models/index.js";
import { compileGraph } from "./compiled-graph.js";
import { constantWeights } from "./constant-weights.js";
import { type ForwardProgram, loadForward } from "./forward-program.js";
import type { StoredModel } from "./stored-model.js";

/** The programs of a model, built when first asked for: most users need one of them. */
export function lazyPrograms(
  engine: Engine,
  { model, weights, pooler }: StoredModel,
  compute: { readonly threads: number; readonly precision: Precision },
) {
  const loaded = new Map<string, Promise<ForwardProgram>>();
  const { architecture } = model;
  const encoder = { architecture, parameters: [...encoderParameters(architecture), ...pooler] };
  const program = (
    name: string,
    definition: ModelDefinition,
    outputs: (encoded: Encoded) => Record<string, Tensor>,
  ) => {
    const load = () => {
      const graph = forwardGraph(definition, outputs);
      const compiled = compileGraph(graph, constantWeights(graph, weights));
      return loadForward(engine, compiled, (weight) => weights.get(weight), compute);
    };
    const found = loaded.get(name) ?? load();
    loaded.set(name, found);
    // What did not load is tried again the next time.
    found.catch(() => loaded.delete(name));
    return found;
  };
  return {
    head: () => program("head", model, (encoded) => ({ logits: model.logits(encoded) })),
    encoder: () =>
      program("encoder", encoder, (encoded) => {
        const hidden = encoded.tokens();
        const first = encoded.firstRows(hidden);
        return { hidden, pooled: pooler.length > 0 ? pool(first, encoded.weights) : first };
      }),
    async close() {
      const programs = [...loaded.values()];
      loaded.clear();
      // One that did not load has told so.
      for (const found of programs) {
        await found.then(
          (loadedProgram) => loadedProgram.close(),
          () => undefined,
        );
      }
    },
  };
}
