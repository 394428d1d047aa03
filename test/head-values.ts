import type { TaskModel } from "../src/models/index.js";

/** The head's weights as make_task_losses.py fills them: the same numbers for any width. */
export function headValues(model: TaskModel): Map<string, Float32Array> {
  const sizeOf = (name: string): number =>
    model.parameters.find((one) => one.name === name)?.shape.reduce((a, b) => a * b, 1) ?? 0;
  const filled = (name: string, valueAt: (index: number) => number): [string, Float32Array] => [
    name,
    Float32Array.from({ length: sizeOf(name) }, (_, index) => valueAt(index)),
  ];
  return new Map([
    filled("classifier.weight", (index) => Math.sin(index * 0.7) * 0.2),
    filled("classifier.bias", (index) => index * 0.1),
  ]);
}
