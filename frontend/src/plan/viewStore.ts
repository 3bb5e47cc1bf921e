import { fitView, type Extent, type Size, type View } from "./view";

/** What is to be seen of a drawing, at one time. */
export interface Sight {
  readonly view: View;
  readonly screen: Size;
  /** The magnification at which the whole drawing is shown. */
  readonly fitScale: number;
  readonly isFitted: boolean;
}

/**
 * The view of a drawing on a screen: fitted until somebody moves it, and fitted again on demand.
 * It is no state of React: what follows it at every frame of a gesture does so without rendering.
 */
export class ViewStore {
  #drawing: Extent;
  #screen: Size = { width: 0, height: 0 };
  #moved: View | null = null;
  #sight: Sight;
  readonly #followers = new Set<() => void>();

  constructor(drawing: Extent) {
    this.#drawing = drawing;
    this.#sight = this.#look();
  }

  readonly get = (): Sight => this.#sight;

  readonly subscribe = (follower: () => void): (() => void) => {
    this.#followers.add(follower);
    return () => {
      this.#followers.delete(follower);
    };
  };

  readonly change = (next: (view: View, fitScale: number) => View): void => {
    this.#moved = next(this.#sight.view, this.#sight.fitScale);
    this.#tell();
  };

  readonly fit = (): void => {
    if (!this.#moved) return;
    this.#moved = null;
    this.#tell();
  };

  /** The drawing has another extent. */
  show(drawing: Extent): void {
    if (drawing === this.#drawing) return;
    this.#drawing = drawing;
    this.#tell();
  }

  /** The screen has another size. */
  resize(screen: Size): void {
    if (screen.width === this.#screen.width && screen.height === this.#screen.height) return;
    this.#screen = screen;
    this.#tell();
  }

  #look(): Sight {
    const fitted = fitView(this.#drawing, this.#screen);
    return {
      view: this.#moved ?? fitted,
      screen: this.#screen,
      fitScale: fitted.scale,
      isFitted: this.#moved === null,
    };
  }

  #tell(): void {
    this.#sight = this.#look();
    for (const follower of this.#followers) follower();
  }
}
