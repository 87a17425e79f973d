// A model of the laboratory's size in npm's @genai-fi/nanogpt, and how long its own trainer takes for a step.
import * as tf from "@tensorflow/tfjs";
import { TeachableLLM } from "@genai-fi/nanogpt";
import BasicTrainer from "./node_modules/@genai-fi/nanogpt/dist/training/BasicTrainer.js";
import create from "./node_modules/@genai-fi/nanogpt/dist/models/factory.js";

const [VOCABULARY, PIECES, CONTEXT] = [768, 8, 64];
const SIZE = { vocabSize: VOCABULARY, blockSize: CONTEXT, nLayer: 2, nHead: 4, nEmbed: 64, mlpFactor: 4 };

/** Steps a second on a backend of TensorFlow.js, and the model's weights; the first step warms up and does not count. */
self.peer = async (backend, steps) => {
  await TeachableLLM.selectBackend(backend);
  const model = create({ modelType: "GenAI_NanoGPT_v1", useRope: true, ...SIZE });
  const trainer = new BasicTrainer(model, { vocabSize: VOCABULARY });
  const ids = () => Int32Array.from({ length: PIECES * CONTEXT }, () => Math.floor(Math.random() * VOCABULARY));
  const batch = () => tf.tensor2d(ids(), [PIECES, CONTEXT], "int32");
  let begun;
  for (let step = 0; step <= steps; step++) {
    if (step === 1) begun = performance.now();
    const loss = await trainer.trainStep({}, { xs: batch(), ys: batch() }).data();
    if (!(loss[0] > 0)) throw new Error(`a step of ${backend} has the loss ${loss[0]}`);
  }
  return { speed: (1000 * steps) / (performance.now() - begun), weights: model.getNumParams() };
};
