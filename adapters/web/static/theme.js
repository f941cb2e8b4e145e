/* Applies the chosen colours before the first paint; a classic script, because modules run too late for that. */
(() => {
  const root = document.documentElement;
  const chosen = localStorage.getItem("flipbook-theme");
  if (chosen) root.dataset.theme = chosen;
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme").addEventListener("click", () => {
      const isDark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = isDark ? "light" : "dark";
      localStorage.setItem("flipbook-theme", root.dataset.theme);
    });
  });
})();
