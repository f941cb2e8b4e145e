/* The place for one frame: click, drop or paste a picture; preview it; take it away. */

import { picturesOf } from "./attachments.js";
import { element, icon, iconButton, richText } from "./elements.js";

/** Build a small view of a picture: a new file, a stored picture, or the last frame of a video. */
function drawPreview(source) {
  if (source.video) {
    const video = element("video", {
      src: source.video.url,
      muted: true,
      playsinline: true,
      preload: "auto",
      "aria-label": "Last frame of the video",
      props: { muted: true },
    });
    video.addEventListener("loadedmetadata", () => {
      video.currentTime = Math.max(0, video.duration - 0.05);
    });
    return video;
  }
  const name = source.file?.name ?? "Chosen picture";
  const image = element("img", { src: source.file ? URL.createObjectURL(source.file) : source.url, alt: name });
  // Browsers cannot draw every picture that the server can read.
  image.addEventListener("error", () =>
    image.replaceWith(element("span", { class: "frame-name" }, icon("picture"), element("bdi", {}, name))),
  );
  return image;
}

export class FrameField {
  constructor(option, { onchange }) {
    this.option = option;
    this.onchange = onchange;
    this.source = null;
    const id = `option-${option.name}`;
    this.input = element("input", {
      class: "visually-hidden frame-input",
      type: "file",
      accept: "image/*,.heic,.heif,.avif",
      id,
      "data-testid": `${option.name}-drop`,
      "aria-describedby": `${id}-error`,
      onchange: () => {
        if (this.input.files[0]) this.put({ file: this.input.files[0] });
        this.input.value = "";
      },
    });
    this.preview = element("div", { class: "frame-preview" });
    this.hint = element(
      "span",
      { class: "frame-hint" },
      icon("picture"),
      element("span", { class: "frame-hint-main" }, "Drop, paste or choose"),
      element("span", { class: "frame-hint-small" }, option.help),
    );
    this.zone = element("label", { class: "frame-zone", for: id }, this.preview, this.hint);
    this.remover = iconButton(
      "close",
      `Remove the ${option.label.toLowerCase()}`,
      () => {
        this.put(null);
        this.focus();
      },
      { hidden: true, class: "icon-button frame-remove", "data-testid": `${option.name}-remove` },
    );
    this.error = element("p", {
      class: "field-error",
      id: `${id}-error`,
      role: "alert",
      "data-testid": `error-${option.name}`,
    });
    this.element = element(
      "div",
      { class: "frame" },
      element("span", { class: "field-label" }, option.label),
      element("div", { class: "frame-box" }, this.input, this.zone, this.remover),
      this.error,
    );
    this.input.setAttribute("aria-label", option.label);
    this.zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.zone.classList.add("is-over");
    });
    this.zone.addEventListener("dragleave", () => this.zone.classList.remove("is-over"));
    this.zone.addEventListener("drop", (event) => this.ondrop(event));
  }

  ondrop(event) {
    event.preventDefault();
    event.stopPropagation();
    this.zone.classList.remove("is-over");
    // Whatever was dropped is sent; the server says what it is and why it cannot be used.
    const file = picturesOf(event.dataTransfer)[0] ?? event.dataTransfer.files[0];
    if (file) this.put({ file });
  }

  /** Put a picture in: `{file}`, `{key, url}`, `{job, video}`, or null for none. */
  put(source) {
    this.source = source;
    this.refuse([]);
    this.preview
      .querySelectorAll("img")
      .forEach((image) => image.src.startsWith("blob:") && URL.revokeObjectURL(image.src));
    this.preview.replaceChildren(...(source ? [drawPreview(source)] : []));
    this.remover.hidden = !source;
    this.element.classList.toggle("has-picture", Boolean(source));
    this.onchange();
  }

  /** Add what was put in to a form that is being sent. */
  addTo(form) {
    const { name } = this.option;
    if (this.source?.file) form.append(name, this.source.file, this.source.file.name);
    else if (this.source?.key) form.append(`${name}_key`, this.source.key);
    else if (this.source?.job) form.append(`${name}_job`, this.source.job);
  }

  refuse(nodes) {
    this.error.replaceChildren(...nodes.flatMap((node) => (typeof node === "string" ? richText(node) : [node])));
    this.element.classList.toggle("is-refused", nodes.length > 0);
  }

  focus() {
    this.input.focus();
  }
}
