// Small comforts of the registration form. Everything works without them.
"use strict";

(() => {
  // The error summary gets the focus where the browser does not know autofocus for it.
  const summary = document.querySelector(".error-summary");
  if (summary && document.activeElement !== summary) summary.focus();

  // A second click on a button that has just been pressed is ignored; the server would answer it with the same receipt.
  const PAUSE_MS = 1000;
  for (const form of document.querySelectorAll("form[method=post]")) {
    let pressedAt = -Infinity;
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (event.timeStamp - pressedAt < PAUSE_MS) event.preventDefault();
      else pressedAt = event.timeStamp;
    });
  }

  // Sessions at the same time are named as soon as both are ticked.
  const sessions = document.querySelector("#sessions");
  if (!sessions) return;
  const boxes = [...sessions.querySelectorAll("input[data-starts]")];
  const title = (box) => box.closest("label").querySelector(".session-title").textContent.trim();
  const meet = (a, b) =>
    a.dataset.starts === b.dataset.starts ||
    (Number(a.dataset.starts) < Number(b.dataset.ends) && Number(b.dataset.starts) < Number(a.dataset.ends));
  const template = sessions.dataset.clash;
  const show = () => {
    const ticked = boxes.filter((box) => box.checked);
    for (const box of boxes) {
      const facts = document.getElementById(`${box.id}-facts`);
      facts.querySelector(".clash-note")?.remove();
      const others = box.checked ? ticked.filter((other) => other !== box && meet(box, other)) : [];
      if (!others.length) continue;
      const note = document.createElement("strong");
      note.className = "clash-note";
      note.textContent = template.replace("%s", others.map(title).join(", "));
      facts.append(note);
    }
  };
  sessions.addEventListener("change", show);
  show();
})();
