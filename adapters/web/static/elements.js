/* Builds DOM elements. Whatever people wrote enters as text nodes only; nothing here reads HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** Build an element: plain keys become attributes, `on*` listeners, `props` properties; false and null are left out. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  const { props = {}, ...plain } = attributes;
  for (const [name, value] of Object.entries(plain)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  Object.assign(node, props);
  return node;
}

/** Build an icon of the page's sprite, invisible to screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Build a round button that shows only an icon. */
export function iconButton(name, label, onclick, attributes = {}) {
  return element(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...attributes },
    icon(name),
  );
}

/** Turn a sentence with names in backticks into nodes. */
export function richText(sentence) {
  return sentence.split("`").map((piece, index) => (index % 2 ? element("code", { dir: "auto" }, piece) : piece));
}

/** Build somebody's round picture: initials on a colour of their own, or the bot's mark. */
export function avatar(author) {
  if (author.is_bot) return element("span", { class: "avatar avatar-bot", "aria-hidden": "true" }, icon("flipbook"));
  const initials = author.name
    .split(/\s+/)
    .map((word) => [...word][0])
    .slice(0, 2)
    .join("")
    .toUpperCase();
  const node = element("span", { class: "avatar", "aria-hidden": "true" }, initials);
  const hue = [...author.id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  node.style.setProperty("--hue", hue);
  return node;
}

/** Say something to screen readers without moving the focus. */
export function announce(sentence) {
  document.getElementById("announcer").textContent = sentence;
}

/** Make up an id for one click, so that sending it twice does it once. */
export function makeEventId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
