/* One form field per kind of option. Each has `element`, `read()`, `fill(text)`, `refuse(nodes)` and `focus()`. */

import { element } from "./elements.js";

/** Let a text area be as tall as its text. */
export function growWithText(area) {
  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  };
  area.addEventListener("input", grow);
  requestAnimationFrame(grow);
}

class Field {
  constructor(option) {
    this.option = option;
    this.id = `option-${option.name}`;
    this.error = element("p", {
      class: "field-error",
      id: `${this.id}-error`,
      role: "alert",
      "data-testid": `error-${option.name}`,
    });
    this.help = element("p", { class: "field-help", id: `${this.id}-help` }, option.help.replaceAll("`", ""));
  }

  get describedBy() {
    return `${this.id}-help ${this.id}-error`;
  }

  label() {
    return element("label", { class: "field-label", for: this.id }, this.option.label);
  }

  refuse(nodes) {
    this.error.replaceChildren(...nodes);
    this.element.classList.toggle("is-refused", nodes.length > 0);
    this.control?.setAttribute("aria-invalid", String(nodes.length > 0));
  }

  focus() {
    this.control?.focus();
  }
}

class TextField extends Field {
  constructor(option, { isLong = false } = {}) {
    super(option);
    const attributes = {
      class: "input",
      id: this.id,
      name: option.name,
      placeholder: option.examples[0] ?? "",
      dir: "auto",
      autocomplete: "off",
      maxlength: option.kind === "list" ? null : option.max_length,
      "aria-describedby": this.describedBy,
      "data-testid": `option-${option.name}`,
    };
    this.control = isLong
      ? element("textarea", { ...attributes, rows: 2 })
      : element("input", { ...attributes, type: "text" });
    if (isLong) growWithText(this.control);
    this.element = element(
      "div",
      { class: `field field-${option.kind}` },
      this.label(),
      this.control,
      this.help,
      this.error,
    );
  }

  read() {
    return this.control.value.trim();
  }

  fill(text) {
    this.control.value = text;
    this.control.dispatchEvent(new Event("input"));
  }
}

class NumberField extends Field {
  constructor(option) {
    super(option);
    this.output = element("output", { class: "range-value", for: this.id });
    this.control = element("input", {
      class: "range",
      type: "range",
      id: this.id,
      name: option.name,
      min: option.minimum,
      max: option.maximum,
      step: 1,
      "aria-describedby": this.describedBy,
      "data-testid": `option-${option.name}`,
      oninput: () => this.show(),
    });
    this.element = element(
      "div",
      { class: "field field-integer" },
      element("div", { class: "range-head" }, this.label(), this.output),
      this.control,
      this.help,
      this.error,
    );
    this.fill(String(option.default));
  }

  show() {
    this.output.textContent = this.control.value;
    const share = (this.control.value - this.option.minimum) / (this.option.maximum - this.option.minimum);
    this.control.style.setProperty("--share", `${share * 100}%`);
  }

  read() {
    return this.control.value;
  }

  fill(text) {
    this.control.value = text;
    this.show();
    this.control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

class ChoiceField extends Field {
  constructor(option) {
    super(option);
    this.radios = option.choices.map((choice) =>
      element("input", {
        type: "radio",
        name: `choice-${option.name}`,
        value: choice.value,
        id: `${this.id}-${choice.value.replaceAll(":", "-")}`,
        "data-testid": `option-${option.name}-${choice.value}`,
      }),
    );
    this.element = element(
      "fieldset",
      { class: "field field-choice", "aria-describedby": this.describedBy },
      element("legend", { class: "field-label" }, option.label),
      element(
        "div",
        { class: "segments" },
        option.choices.map((choice, index) => [
          this.radios[index],
          element("label", { for: this.radios[index].id }, choice.label),
        ]),
      ),
      this.help,
      this.error,
    );
    this.fill(String(option.default));
  }

  read() {
    return this.radios.find((radio) => radio.checked)?.value ?? "";
  }

  fill(text) {
    this.radios.forEach((radio) => (radio.checked = radio.value === text));
  }

  focus() {
    (this.radios.find((radio) => radio.checked) ?? this.radios[0]).focus();
  }
}

class SwitchField extends Field {
  constructor(option) {
    super(option);
    this.control = element("input", {
      class: "switch",
      type: "checkbox",
      role: "switch",
      id: this.id,
      "aria-describedby": this.describedBy,
      "data-testid": `option-${option.name}`,
    });
    this.element = element(
      "div",
      { class: "field field-switch" },
      element("div", { class: "switch-row" }, this.control, this.label()),
      this.help,
      this.error,
    );
    this.fill(option.default ? "on" : "off");
  }

  read() {
    return this.control.checked ? "on" : "off";
  }

  fill(text) {
    this.control.checked = text === "on";
  }
}

const KINDS = {
  long_text: (option) => new TextField(option, { isLong: true }),
  integer: (option) => new NumberField(option),
  choice: (option) => new ChoiceField(option),
  switch: (option) => new SwitchField(option),
};

/** Build the field for an option; unknown kinds get a line of text. */
export function buildField(option) {
  return (KINDS[option.kind] ?? ((one) => new TextField(one)))(option);
}
