// Light or dark, as the visitor chose at the foot of the page. Runs before anything is painted, so that nothing flashes.
// Kept in this browser, and only after a choice.
(() => {
  "use strict";
  const KEY = "appearance";
  const THEMES = ["light", "dark"];
  const root = document.documentElement;

  const read = () => {
    try {
      return localStorage.getItem(KEY) ?? "";
    } catch {
      return ""; // the browser keeps nothing for this site
    }
  };
  const keep = (theme) => {
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // the choice holds for this page
    }
  };
  const show = (theme) => {
    if (THEMES.includes(theme)) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const input of document.querySelectorAll(".appearance input")) {
      input.checked = input.value === (root.dataset.theme ?? "");
    }
  };

  show(read());
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) show(read());
  });
  // A page that comes back from the browser's memory may have missed a choice.
  addEventListener("pageshow", (event) => {
    if (event.persisted) show(read());
  });
  document.addEventListener("DOMContentLoaded", () => {
    const template = document.querySelector(".appearance-choice");
    if (!template) return;
    template.replaceWith(template.content);
    show(root.dataset.theme);
    document.querySelector(".appearance").addEventListener("change", (event) => {
      keep(event.target.value);
      show(event.target.value);
    });
  });
})();
