/* Times in words, and the one ticker that keeps them true. */

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const tickers = new Set();

setInterval(() => tickers.forEach((tick) => tick()), 1000);

/** Call `tick` once a second until the returned function is called. */
export function everySecond(tick) {
  tickers.add(tick);
  return () => tickers.delete(tick);
}

export const timeOf = (iso) => TIME.format(new Date(iso));

/** The hour and minute alone, for the narrow margin. */
export const shortTimeOf = (iso) =>
  TIME.formatToParts(new Date(iso))
    .filter((part) => ["hour", "minute"].includes(part.type))
    .map((part) => part.value)
    .join(":");

export const fullTimeOf = (iso) => FULL.format(new Date(iso));
export const dayKeyOf = (iso) => new Date(iso).toDateString();

/** Name the day: today, yesterday, or its date. */
export function dayOf(iso) {
  const date = new Date(iso);
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  if (date.toDateString() === new Date().toDateString()) return "Today";
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday";
  return DAY.format(date);
}

/** "42 s" or "3 min 12 s". */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return rest ? `${Math.floor(whole / 60)} min ${rest} s` : `${whole / 60} min`;
}

export const secondsSince = (iso) => (Date.now() - new Date(iso).getTime()) / 1000;

/** Round an estimate, because a precise guess would be a lie. */
export function roughly(seconds) {
  if (seconds < 10) return "a few seconds";
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} s`;
  return `about ${Math.round(seconds / 60)} min`;
}
