/* The storyboard: rows of seconds and words that are sent as `4s: she looks up | 6s: the crowd cheers`. */

import { element, iconButton } from "./elements.js";

const MAX_SHOTS = 6;
const MODES = [
  ["", "One shot"],
  ["custom", "My own shots"],
  ["auto", "Cut for me"],
];

export class StoryboardField {
  constructor(option, { duration }) {
    this.option = option;
    this.duration = duration;
    this.rows = [];
    this.radios = MODES.map(([value]) =>
      element("input", {
        type: "radio",
        name: "choice-shots",
        value,
        id: `shots-${value || "one"}`,
        "data-testid": `option-shots-${value || "one"}`,
        onchange: () => this.setMode(value),
      }),
    );
    this.list = element("ol", { class: "shots" });
    this.sum = element("p", { class: "shots-sum", role: "status" });
    this.adder = element(
      "button",
      {
        type: "button",
        class: "button",
        "data-testid": "add-shot",
        onclick: () => {
          this.add({ seconds: 3, words: "" });
          this.rows.at(-1).words.focus();
        },
      },
      "Add a shot",
    );
    this.matcher = element("button", {
      type: "button",
      class: "button",
      "data-testid": "match-duration",
      onclick: () => this.duration.fill(String(this.total())),
    });
    this.editor = element(
      "div",
      { class: "shots-editor", hidden: true },
      this.list,
      element("div", { class: "shots-foot" }, this.adder, this.sum, this.matcher),
    );
    this.error = element("p", {
      class: "field-error",
      role: "alert",
      id: "option-shots-error",
      "data-testid": "error-shots",
    });
    this.element = element(
      "fieldset",
      { class: "field field-storyboard", "aria-describedby": "option-shots-error" },
      element("legend", { class: "field-label" }, option.label),
      element(
        "div",
        { class: "segments" },
        MODES.map(([, label], index) => [this.radios[index], element("label", { for: this.radios[index].id }, label)]),
      ),
      this.editor,
      this.error,
    );
    duration.control.addEventListener("input", () => this.showSum());
    this.setMode("");
  }

  setMode(mode) {
    this.mode = mode;
    this.radios.forEach((radio) => (radio.checked = radio.value === mode));
    this.editor.hidden = mode !== "custom";
    if (mode === "custom" && !this.rows.length) {
      const first = Math.ceil(Number(this.duration.read()) / 2);
      this.add({ seconds: first, words: "" });
      this.add({ seconds: Number(this.duration.read()) - first, words: "" });
    }
    this.showSum();
  }

  add({ seconds, words }) {
    const row = {
      seconds: element("input", {
        class: "input shot-seconds",
        type: "number",
        min: 1,
        max: 15,
        value: seconds,
        "aria-label": "Seconds",
        "data-testid": "shot-seconds",
        oninput: () => this.showSum(),
      }),
      words: element("input", {
        class: "input shot-words",
        type: "text",
        maxlength: 512,
        value: words,
        dir: "auto",
        placeholder: "What happens in this shot",
        "aria-label": "What happens",
        "data-testid": "shot-words",
      }),
    };
    row.element = element(
      "li",
      { class: "shot" },
      row.words,
      element("span", { class: "shot-time" }, row.seconds, "s"),
      iconButton("close", "Remove this shot", () => this.remove(row)),
    );
    this.rows.push(row);
    this.list.append(row.element);
    this.showSum();
  }

  remove(row) {
    this.rows = this.rows.filter((one) => one !== row);
    row.element.remove();
    if (!this.rows.length) this.setMode("");
    this.showSum();
  }

  total() {
    return this.rows.reduce((sum, row) => sum + (Number(row.seconds.value) || 0), 0);
  }

  showSum() {
    const total = this.total();
    const wanted = Number(this.duration.read());
    const fits = total === wanted;
    this.sum.textContent = fits ? `${total} s, just as long as the video` : `${total} s of ${wanted} s`;
    this.sum.classList.toggle("is-off", !fits);
    this.matcher.textContent = `Make the video ${total} s`;
    this.matcher.hidden = fits || total < this.duration.option.minimum || total > this.duration.option.maximum;
    this.adder.disabled = this.rows.length >= MAX_SHOTS;
  }

  read() {
    if (this.mode !== "custom") return this.mode;
    // The bar separates shots, so it cannot stand inside one.
    return this.rows.map((row) => `${row.seconds.value}s: ${row.words.value.replaceAll("|", "/").trim()}`).join(" | ");
  }

  fill(text) {
    [...this.rows].forEach((row) => row.element.remove());
    this.rows = [];
    const shots = text
      .split("|")
      .map((piece) => /^\s*(\d+)\s*s?\s*:\s*([\s\S]*)$/.exec(piece))
      .filter(Boolean);
    shots.forEach(([, seconds, words]) => this.add({ seconds, words: words.trim() }));
    this.setMode(shots.length ? "custom" : text.trim() === "auto" ? "auto" : "");
  }

  refuse(nodes) {
    this.error.replaceChildren(...nodes);
    this.element.classList.toggle("is-refused", nodes.length > 0);
  }

  focus() {
    (this.rows[0]?.words ?? this.radios.find((radio) => radio.checked)).focus();
  }
}
