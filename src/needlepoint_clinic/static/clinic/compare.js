// Swipe and blink of two photographs that are comparable. The range input does it all by keyboard; nothing moves by
// itself unless asked, and never for those who asked their device for less movement. Without this script the two stand
// side by side.
"use strict";
(() => {
  const box = document.querySelector("[data-swipe]");
  if (!box) return;
  const over = box.querySelector("[data-over]"), line = box.querySelector("[data-line]"), range = box.querySelector("[data-range]");
  const blink = box.querySelector("[data-blink]"), play = box.querySelector("[data-play]"), now = box.querySelector("[data-now]");
  const words = (name) => box.querySelector(`[data-words-${name}]`).textContent;
  let timer = 0, later = false;
  const cut = (percent) => {
    over.style.clipPath = `inset(0 0 0 ${percent}%)`;
    line.style.left = `${percent}%`;
    line.hidden = percent <= 0 || percent >= 100;
  };
  const slide = () => { range.setAttribute("aria-valuetext", `${range.value} %`); now.textContent = ""; stop(); cut(Number(range.value)); };
  const stop = () => { clearInterval(timer); timer = 0; play.setAttribute("aria-pressed", "false"); };
  const flip = (said) => { later = !later; cut(later ? 0 : 100); blink.setAttribute("aria-pressed", String(later)); if (said) now.textContent = words(later ? "later" : "earlier"); };
  range.addEventListener("input", slide);
  blink.addEventListener("click", () => { stop(); flip(true); });
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  play.hidden = still.matches;
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    now.textContent = "";
    play.setAttribute("aria-pressed", "true");
    timer = setInterval(() => flip(false), 900);
  });
  still.addEventListener("change", () => { stop(); play.hidden = still.matches; });
  box.hidden = false;
  cut(50);
})();
