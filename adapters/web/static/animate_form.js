/* The form behind `/animate`, made from the option table that the server sends. */

import { api } from "./api.js";
import { element, icon, iconButton, makeEventId, richText } from "./elements.js";
import { buildField } from "./fields.js";
import { FrameField } from "./frame_field.js";
import { StoryboardField } from "./storyboard_field.js";

export class AnimateForm {
  constructor(options, { onclose }) {
    this.options = options;
    this.onclose = onclose;
    this.element = element("form", {
      class: "animate",
      "data-testid": "animate-form",
      "aria-label": "Animate",
      novalidate: true,
      hidden: true,
      onsubmit: (event) => {
        event.preventDefault();
        this.submit();
      },
    });
    this.element.addEventListener("keydown", (event) => this.onkeydown(event));
    this.build();
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Open with what is known already: `{options, first, last, parent, title}`. */
  open(channel, { options = {}, first = null, last = null, parent = null, title = "Animate" } = {}) {
    this.build();
    this.channel = channel;
    this.parent = parent;
    this.eventId = makeEventId();
    this.title.textContent = title;
    for (const [name, text] of Object.entries(options)) this.fields.get(name)?.fill(text);
    this.frames.get("first").put(first ?? null);
    this.frames.get("last").put(last ?? null);
    this.advanced.open = [...this.fields.values()].some(
      (field) =>
        field.option.is_advanced &&
        options[field.option.name] &&
        options[field.option.name] !== this.initial.get(field.option.name),
    );
    this.element.hidden = false;
    (first || last ? this.fields.get("prompt") : this.frames.get("first")).focus();
  }

  close() {
    this.element.hidden = true;
    this.onclose();
  }

  /** Put pictures into the frames that are still empty, or else into the last one. */
  addPictures(sources) {
    for (const source of sources)
      ([...this.frames.values()].find((frame) => !frame.source) ?? this.frames.get("last")).put(source);
  }

  build() {
    this.frames = new Map();
    this.fields = new Map();
    for (const option of this.options) {
      if (option.kind === "picture")
        this.frames.set(option.name, new FrameField(option, { onchange: () => this.showSwap() }));
      else if (option.kind === "storyboard")
        this.fields.set(option.name, new StoryboardField(option, { duration: this.fields.get("duration") }));
      else this.fields.set(option.name, buildField(option));
    }
    // A refusal has been heard as soon as its field is changed.
    this.fields.forEach((field) => field.element.addEventListener("input", () => field.refuse([])));
    this.initial = new Map([...this.fields].map(([name, field]) => [name, field.read()]));
    this.element.replaceChildren(...this.draw());
    this.showSwap();
  }

  draw() {
    const isLong = (field) => field.option.kind === "long_text";
    const fields = [...this.fields.values()];
    const main = fields.filter((field) => !field.option.is_advanced);
    this.title = element("h2", { class: "animate-title" }, "Animate");
    this.swapper = iconButton("swap", "Swap first and last frame", () => this.swap(), {
      class: "icon-button frame-swap",
      "data-testid": "swap",
    });
    const [first, ...others] = [...this.frames.values()].map((frame) => frame.element);
    this.advanced = element(
      "details",
      { class: "advanced", "data-testid": "advanced" },
      element("summary", {}, "More options"),
      element(
        "div",
        { class: "advanced-fields" },
        fields.filter((field) => field.option.is_advanced).map((field) => field.element),
      ),
    );
    this.error = element("p", { class: "field-error form-error", role: "alert", "data-testid": "error-form" });
    this.submitter = element(
      "button",
      { type: "submit", class: "button button-primary", "data-testid": "submit" },
      icon("wand"),
      "Animate",
    );
    return [
      element(
        "header",
        { class: "animate-header" },
        this.title,
        iconButton("close", "Close this form", () => this.close(), { "data-testid": "close-animate" }),
      ),
      element(
        "div",
        { class: "animate-scroll" },
        element(
          "div",
          { class: "animate-top" },
          element("div", { class: "frames" }, first, this.swapper, others),
          element(
            "div",
            { class: "animate-words" },
            main.filter(isLong).map((field) => field.element),
          ),
        ),
        element(
          "div",
          { class: "animate-main" },
          main.filter((field) => !isLong(field)).map((field) => field.element),
        ),
        this.advanced,
      ),
      element(
        "footer",
        { class: "animate-footer" },
        this.error,
        element("span", { class: "key-hint" }, "Ctrl + Enter"),
        this.submitter,
      ),
    ];
  }

  swap() {
    const [first, last] = [this.frames.get("first"), this.frames.get("last")];
    const [one, other] = [first.source, last.source];
    first.put(other);
    last.put(one);
  }

  showSwap() {
    if (this.swapper) this.swapper.disabled = ![...this.frames.values()].some((frame) => frame.source);
  }

  onkeydown(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.submit();
    }
  }

  collect() {
    const form = new FormData();
    form.set("event_id", this.eventId);
    form.set("channel", this.channel.id);
    if (this.parent) form.set("parent", this.parent);
    for (const [name, field] of this.fields) if (field.read() !== "") form.set(name, field.read());
    for (const frame of this.frames.values()) frame.addTo(form);
    return form;
  }

  async submit() {
    if (this.isSending) return;
    this.isSending = true;
    this.refuse(null);
    this.submitter.disabled = true;
    this.element.setAttribute("aria-busy", "true");
    try {
      await api.animate(this.collect());
      this.close();
    } catch (refusal) {
      this.refuse(refusal);
    } finally {
      this.isSending = false;
      this.submitter.disabled = false;
      this.element.removeAttribute("aria-busy");
    }
  }

  refuse(refusal) {
    const places = new Map([...this.frames, ...this.fields]);
    places.forEach((place) => place.refuse([]));
    this.error.replaceChildren();
    if (!refusal) return;
    const place = places.get(refusal.option);
    if (!place) {
      this.error.replaceChildren(...richText(refusal.sentence));
      return;
    }
    if (place.option.is_advanced) this.advanced.open = true;
    place.refuse(richText(refusal.sentence));
    place.element.scrollIntoView({ block: "nearest" });
    place.focus();
  }
}
