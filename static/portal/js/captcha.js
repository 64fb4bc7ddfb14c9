// Asks the captcha's script for its answer before the form goes out, and puts it into the hidden fields.
// The script names its object itself. Microsoft's draws the challenge and calls back with solution and token; a simulated
// one has the challenge as text and takes the answer (events-api/outbound-v2.md §3.10).
"use strict";

(() => {
  const section = document.querySelector("#captcha");
  const captcha = section && window[section.dataset.object];
  if (!captcha || typeof captcha.verify !== "function") return;
  const form = section.closest("form");
  const answer = document.querySelector("#captcha-answer");
  const asksHere = typeof captcha.challenge === "string";
  if (asksHere) {
    document.querySelector("#captcha-hint").textContent = captcha.challenge;
    answer.closest(".field").hidden = false;
  }
  const put = (name, value) => {
    if (value) form.elements[`captcha_${name}`].value = String(value);
  };
  let isSolved = false;
  const done = (solution, token) => {
    if (captcha.error) return; // its own message stands in the challenge
    const parts = typeof solution === "object" && solution ? solution : { Solution: solution, Token: token };
    put("solution", parts.Solution);
    put("token", parts.Token);
    put("type", parts.Type || captcha.type || "visual");
    put("flow_id", parts.FlowId);
    isSolved = true;
    setTimeout(() => form.requestSubmit()); // within the submit event it would be ignored
  };
  form.addEventListener(
    "submit",
    (event) => {
      if (isSolved) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (asksHere) captcha.verify(answer.value, done);
      else captcha.verify(done);
    },
    true,
  );
})();
