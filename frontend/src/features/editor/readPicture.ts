import type { Background } from "./model/document";

const MOST_BYTES = 20_000_000;

/**
 * Read a picture to draw after; it lies at the origin, as wide as told.
 *
 * @throws Error if the file is no picture that the browser shows, or too large
 */
export async function readPicture(file: File, width: number): Promise<Background> {
  if (file.size > MOST_BYTES) throw new Error(`${file.name} is larger than 20 MB. Save it smaller and try again.`);
  const source = await dataAddress(file);
  const image = await decoded(source, file.name);
  const scale = width / image.naturalWidth;
  return { source, width: image.naturalWidth, height: image.naturalHeight, at: [0, 0], scale };
}

function dataAddress(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(reader.result as string);
    };
    reader.onerror = () => {
      reject(new Error(`${file.name} could not be read.`));
    };
    reader.readAsDataURL(file);
  });
}

function decoded(source: string, name: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      resolve(image);
    };
    image.onerror = () => {
      reject(new Error(`${name} is no picture. PNG, JPEG, WebP and SVG are.`));
    };
    image.src = source;
  });
}
