// Single keys on the review page: they lead to a control, the decision itself takes Enter. Off by a tick in the help.
const STORE = "review-keys";
const help = document.querySelector(".review-keys");
const tick = help?.querySelector("[data-review-keys]");

function isTyping(target) {
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

function go(control) {
  if (control.tagName === "A") {
    control.click();
    return;
  }
  const fold = control.closest("details");
  if (control.tagName === "SUMMARY" && fold) {
    fold.open = fold === help ? !fold.open : true;
    const field = fold === help ? null : fold.querySelector("textarea");
    (field ?? control).focus();
    return;
  }
  control.focus();
}

if (help && tick) {
  help.hidden = false;
  tick.checked = localStorage.getItem(STORE) !== "off";
  tick.addEventListener("change", () => localStorage.setItem(STORE, tick.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!tick.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open], .w-dialog[aria-hidden=false], .modal.in")) return;
    const control = document.querySelector(`[data-review-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!control) return;
    event.preventDefault();
    go(control);
  });
}
