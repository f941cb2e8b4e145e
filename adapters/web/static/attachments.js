/* Pictures that wait beside the message box to be sent along. */

import { element, icon, iconButton } from "./elements.js";

const MAX_PICTURES = 4;
const PICTURE_NAME = /\.(png|jpe?g|webp|gif|avif|heic|heif|tiff?|bmp)$/i;

/** Tell whether a file looks like a picture; the server looks closer. */
export const isPicture = (file) => file.type.startsWith("image/") || PICTURE_NAME.test(file.name);

/** Return the pictures of a paste or a drop. */
export const picturesOf = (transfer) => [...(transfer?.files ?? [])].filter(isPicture);

export class Attachments {
  constructor({ onanimate }) {
    this.onanimate = onanimate;
    this.files = [];
    this.element = element("ul", { class: "attachments", "aria-label": "Pictures to send", hidden: true });
  }

  add(files) {
    this.files = [...this.files, ...files].slice(0, MAX_PICTURES);
    this.draw();
  }

  /** Give the pictures away. */
  take() {
    const { files } = this;
    this.clear();
    return files;
  }

  clear() {
    this.files = [];
    this.draw();
  }

  remove(file) {
    this.files = this.files.filter((one) => one !== file);
    this.draw();
  }

  draw() {
    this.element.hidden = this.files.length === 0;
    this.element.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    this.element.replaceChildren(
      ...this.files.map((file) =>
        element(
          "li",
          { class: "attachment" },
          element("img", { src: URL.createObjectURL(file), alt: file.name, title: file.name }),
          iconButton("close", `Remove ${file.name}`, () => this.remove(file)),
          element(
            "button",
            {
              type: "button",
              class: "button",
              onclick: () => {
                this.remove(file);
                this.onanimate(file);
              },
            },
            icon("wand"),
            "Animate",
          ),
        ),
      ),
    );
  }
}
