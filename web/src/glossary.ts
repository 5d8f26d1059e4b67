/**
 * Tooltips of the glossary. Without a script a term is a link to its explanation; with one, hovering, focusing or
 * touching it shows the explanation beside it, Escape puts it away, and a second touch follows the link.
 */

const TIP_ID = "term-tip";
const LEAVE_DELAY = 150; // ms: time to move the pointer from the word onto the tip

export function explainTerms(): void {
  const tip = document.createElement("div");
  tip.id = TIP_ID;
  tip.className = "term-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);
  let shown: HTMLElement | null = null;
  let leaving = 0;

  const hide = (): void => {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
  };
  const show = (term: HTMLElement): void => {
    clearTimeout(leaving);
    if (shown === term) return;
    hide();
    shown = term;
    tip.textContent = term.dataset["term"] ?? "";
    tip.hidden = false;
    term.setAttribute("aria-describedby", TIP_ID);
    const at = term.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(at.left, wide - tip.offsetWidth - 8));
    const above = at.top - tip.offsetHeight - 6;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${(above > 8 ? above : at.bottom + 6) + window.scrollY}px`;
  };
  const leave = (): void => {
    clearTimeout(leaving);
    leaving = window.setTimeout(hide, LEAVE_DELAY);
  };
  const termOf = (target: EventTarget | null): HTMLElement | null =>
    target instanceof Element ? target.closest<HTMLElement>("[data-term]") : null;

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const term = termOf(event.target);
    if (term) show(term);
    else if (event.target === tip) clearTimeout(leaving);
    else if (shown && document.activeElement !== shown) leave();
  });
  document.addEventListener("focusin", (event) => {
    const term = termOf(event.target);
    if (term?.matches(":focus-visible")) show(term);
    else if (!term) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("click", (event) => {
    const term = termOf(event.target);
    if (!term) {
      if (event.target !== tip) hide();
    } else if ((event as PointerEvent).pointerType === "touch" && shown !== term) {
      event.preventDefault();
      show(term);
    }
  });
}
