import { evenInsets, fitView, type Size } from "@/plan/view";

import type { Scene } from "../scene";
import type { Answer, Message, PaintOrder } from "./messages";
import { buffersOf, packScene } from "./pack";

interface Waiting {
  done: (bitmap: ImageBitmap | null) => void;
  failed: (error: Error) => void;
}

/** Has pictures of a scene drawn by a worker, which starts with the first of them. */
export class Painter {
  readonly #scene: Scene;
  #worker: Worker | null = null;
  #orders = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** The picture; null if the painter was closed before it was ready. */
  paint(order: PaintOrder): Promise<ImageBitmap | null> {
    this.#worker ??= this.#start();
    const number = this.#orders++;
    const message: Message = { order, number };
    this.#worker.postMessage(message);
    return new Promise((done, failed) => this.#waiting.set(number, { done, failed }));
  }

  /** All of the plan, fitted to a size. */
  paintWhole(order: Omit<PaintOrder, "frame">, screen: Size, ratio: number, margin = 1): Promise<ImageBitmap | null> {
    const view = fitView(this.#scene.size, screen, evenInsets(margin));
    return this.paint({ ...order, frame: { view, screen, ratio, fitScale: view.scale } });
  }

  /** End the worker. A picture that is ordered later starts another. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { done } of this.#waiting.values()) done(null);
    this.#waiting.clear();
  }

  #start(): Worker {
    const worker = new Worker(new URL("./painter.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data: { number, bitmap } }: MessageEvent<Answer>) => {
      this.#waiting.get(number)?.done(bitmap);
      this.#waiting.delete(number);
    });
    worker.addEventListener("error", ({ message }) => {
      for (const { failed } of this.#waiting.values()) failed(new Error(`The plan could not be drawn: ${message}`));
      this.#waiting.clear();
    });
    const scene = packScene(this.#scene);
    const message: Message = { scene };
    worker.postMessage(message, buffersOf(scene));
    return worker;
  }
}
