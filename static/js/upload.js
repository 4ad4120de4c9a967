// Makes a file field show what was chosen, take dropped files and report progress. Without it the form simply submits.

import { catchDrops, element, fileRow, problem, rowButton } from "./files.js";

const setFiles = (input, files) => {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

const hasProblem = (drop) =>
  [...drop.querySelector("input[type=file]").files].some((file) => problem(file, drop));

const showFiles = (drop) => {
  const input = drop.querySelector("input[type=file]");
  const list = drop.querySelector("[data-upload-list]");
  list.replaceChildren(
    ...[...input.files].map((file) => {
      const words = problem(file, drop);
      const remove = rowButton(drop.dataset.wordsRemove, file, () => {
        setFiles(input, [...input.files].filter((other) => other !== file));
        input.focus();
      });
      const refusal = `${words} ${drop.dataset.wordsBlocks}`;
      return fileRow(file, words ? [element("p", "p-state p-state--todo", refusal)] : [], [remove]);
    }),
  );
};

const prepareDrop = (drop) => {
  const input = drop.querySelector("input[type=file]");
  let chosen = [...input.files];
  input.addEventListener("change", () => {
    chosen = [...input.files];
    showFiles(drop);
    if (!hasProblem(drop)) input.form?.querySelector("p.p-upload")?.remove();
  });
  catchDrops(drop, (dropped) => setFiles(input, input.multiple ? [...chosen, ...dropped] : dropped.slice(0, 1)));
  if (input.files.length) showFiles(drop);
};

// Files are not chosen anew in a form that comes back: the portal has kept the sound ones and lists them.
const showPage = (page, address) => {
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  if (address !== location.href) history.pushState({ portal: true }, "", address);
  scrollTo(0, 0);
  document.dispatchEvent(new Event("portal:page"));
};

const reporter = (form, words) => {
  const box = element("div", "p-upload kern-progress");
  const label = element("p", "p-small");
  label.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", words.wordsProgress);
  box.append(label, bar);
  form.append(box);
  return {
    progress(percent) {
      bar.value = percent;
      label.textContent = percent < 100 ? `${words.wordsProgress}: ${percent} %` : words.wordsReading;
    },
    fail() {
      box.remove();
      const note = element("p", "p-note p-note--bad p-upload", words.wordsFailed);
      note.setAttribute("role", "alert");
      form.append(note);
    },
  };
};

const send = (form, submitter, drop) => {
  const data = new FormData(form, submitter);
  const buttons = form.querySelectorAll("button[type=submit]");
  const setBusy = (busy) => {
    form.toggleAttribute("data-busy", busy);
    for (const button of buttons) busy ? button.setAttribute("aria-disabled", "true") : button.removeAttribute("aria-disabled");
  };
  form.querySelectorAll(".p-upload").forEach((old) => old.remove());
  const report = reporter(form, drop.dataset);
  const request = new XMLHttpRequest();
  const fail = () => {
    setBusy(false);
    report.fail();
  };
  setBusy(true);
  report.progress(0);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) report.progress(Math.floor((event.loaded / event.total) * 100));
  });
  request.addEventListener("load", () => {
    const isPage = (request.getResponseHeader("Content-Type") || "").startsWith("text/html");
    const page = new DOMParser().parseFromString(isPage ? request.responseText : "", "text/html");
    // A page of error has no form: what was typed stays in this one
    if (isPage && (request.status < 400 || page.querySelector("[data-upload]"))) showPage(page, request.responseURL);
    else fail();
  });
  request.addEventListener("error", fail);
  request.addEventListener("timeout", fail);
  // The attribute, not the property: a button named "action" hides that
  request.open("POST", submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href);
  request.send(data);
};

const prepareForm = (form) => {
  form.addEventListener("submit", (event) => {
    const drops = [...form.querySelectorAll("[data-upload]")];
    const filled = drops.find((drop) => drop.querySelector("input[type=file]").files.length);
    if (form.hasAttribute("data-busy")) {
      event.preventDefault();
      return;
    }
    if (!filled) return;
    event.preventDefault();
    const refused = drops.find(hasProblem);
    if (refused) {
      const message = refused.querySelector("[data-upload-list] .p-state--todo");
      message.setAttribute("tabindex", "-1");
      message.setAttribute("role", "alert");
      message.focus();
      form.querySelectorAll(".p-upload").forEach((old) => old.remove());
      form.append(element("p", "p-note p-note--bad p-upload", message.textContent));
      return;
    }
    send(form, event.submitter, filled);
  });
};

const start = () => {
  // A form that sends its files at once is the concern of upload-at-once.js
  const drops = [...document.querySelectorAll("[data-upload]")].filter((drop) => !drop.closest("form")?.querySelector("[data-at-once]"));
  drops.forEach(prepareDrop);
  new Set(drops.map((drop) => drop.closest("form[method=post]"))).forEach((form) => form && prepareForm(form));
};

start();
document.addEventListener("portal:page", start);

let shown = location.pathname + location.search;
for (const name of ["portal:page", "portal:address"]) {
  document.addEventListener(name, () => (shown = location.pathname + location.search));
}
addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload(); // a jump within the page is none of ours
});
