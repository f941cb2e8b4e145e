/* Small dialogs that ask one thing and give the answer as a promise. */

import { element, iconButton, richText } from "./elements.js";

function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.showModal();
  return dialog;
}

/** Ask yes or no; answer true only for yes. */
export function confirm({ title, text, yes }) {
  return new Promise((resolve) => {
    const dialog = element(
      "dialog",
      { class: "dialog", "aria-label": title },
      element("h2", {}, title),
      element("p", {}, text),
      element(
        "div",
        { class: "dialog-buttons" },
        element("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Keep it"),
        element(
          "button",
          {
            type: "button",
            class: "button button-danger",
            "data-testid": "confirm",
            onclick: () => dialog.close("yes"),
          },
          yes,
        ),
      ),
    );
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"));
    open(dialog);
  });
}

/** Ask for a short text; `save` may refuse it, which is shown beside the field. */
export function askForText({ title, text, label, value = "", yes, save, later = "Cancel" }) {
  const input = element("input", {
    class: "input",
    type: "text",
    value,
    maxlength: 40,
    id: "dialog-text",
    "data-testid": "dialog-text",
    autocomplete: "off",
    "aria-describedby": "dialog-error",
    dir: "auto",
  });
  const error = element("p", { class: "field-error", id: "dialog-error", role: "alert" });
  const form = element(
    "form",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        try {
          await save(input.value);
          dialog.close();
        } catch (refusal) {
          error.replaceChildren(...richText(refusal.sentence ?? String(refusal)));
          input.focus();
        }
      },
    },
    element("label", { for: "dialog-text", class: "field-label" }, label),
    input,
    error,
    element(
      "div",
      { class: "dialog-buttons" },
      element(
        "button",
        { type: "button", class: "button", "data-testid": "dialog-later", onclick: () => dialog.close() },
        later,
      ),
      element("button", { type: "submit", class: "button button-primary", "data-testid": "dialog-save" }, yes),
    ),
  );
  const dialog = element(
    "dialog",
    { class: "dialog", "aria-label": title },
    element("h2", {}, title),
    text ? element("p", {}, text) : null,
    form,
  );
  open(dialog);
  input.select();
}

/** Show something larger with a close button; return a function that closes it. */
export function showPanel(title, content, { testid }) {
  const dialog = element(
    "dialog",
    { class: "dialog panel", "aria-label": title, "data-testid": testid },
    element(
      "header",
      { class: "panel-header" },
      element("h2", {}, title),
      iconButton("close", "Close", () => dialog.close()),
    ),
    content,
  );
  open(dialog);
  return () => dialog.close();
}
