/* The buttons under a card or a video. */

import { element, icon } from "./elements.js";

const ICONS = {
  reroll: "reroll",
  edit: "edit",
  continue: "continue",
  delete: "delete",
  cancel: "close",
  try_again: "reroll",
  check_again: "reroll",
};

/** Build the buttons of a job; each is locked while its click is on its way. */
export function drawButtons(content, actions) {
  return content.buttons.map(({ action, label }) => {
    const button = element(
      "button",
      {
        type: "button",
        class: `button button-${action}`,
        "data-testid": `button-${action}`,
        onclick: async () => {
          button.disabled = true;
          try {
            await actions.press(action, content);
          } finally {
            button.disabled = false;
          }
        },
      },
      ICONS[action] ? icon(ICONS[action]) : null,
      label,
    );
    return button;
  });
}
