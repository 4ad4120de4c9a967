// Puts the focus on the error summary, so that screen readers and keyboards start where the work is.

const start = () => document.querySelector("[data-focus-on-load]")?.focus();

start();
document.addEventListener("portal:page", start);
