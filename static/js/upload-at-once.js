// Sends each file of a form as soon as it is chosen and puts it among the uploaded ones. Without it the form sends them.

import { catchDrops, element, fileRow, problem, rowButton, withoutFiles } from "./files.js";
import { renewToken } from "./session.js";

const MOST = 2; // at the same time

const answerOf = (request) => {
  try {
    return JSON.parse(request.responseText) || {};
  } catch {
    return {};
  }
};

// A page that has no row of this file yet gets one, in the order in which the files were chosen, whichever came first;
// what is typed in the other rows stays as it is.
const place = (form, answer, turn) => {
  const list = form.querySelector(`#${answer.list}`);
  const there = list.querySelector(`[data-file="${answer.id}"]`);
  const row = there || new DOMParser().parseFromString(answer.html, "text/html").querySelector("li");
  const tick = row.querySelector("input[type=checkbox]");
  tick.checked = true;
  if (!there) {
    const rows = list.querySelector("ul");
    if (rows.children.length) for (const cover of row.querySelectorAll("input[name=cover]")) cover.checked = false;
    const later = [...rows.children].find((other) => Number(other.dataset.turn) > turn);
    row.dataset.turn = turn;
    rows.insertBefore(document.adoptNode(row), later ?? null);
    list.hidden = false;
    form.querySelector("[data-upload] label").firstChild.textContent = `${form.querySelector("[data-at-once]").dataset.wordsFurther} `;
  }
  return tick;
};

export const uploadAtOnce = (form) => {
  const settings = form.querySelector("[data-at-once]");
  const drop = form.querySelector("[data-upload]");
  if (!settings || !drop) return async () => true;
  const words = settings.dataset;
  const input = drop.querySelector("input[type=file]");
  const list = drop.querySelector("[data-upload-list]");
  const status = element("p", "p-small p-drop__status");
  status.setAttribute("role", "status");
  drop.append(status);
  let items = [];
  let waiting = [];
  let turns = 0;

  const isOpen = (item) => item.state === "waiting" || item.state === "sending";

  const announce = (item, text) => {
    status.textContent = `${item.file.name} ${text}`;
  };

  const show = (item) => {
    const buttons = element("div", "p-files__acts");
    const below = [];
    if (isOpen(item)) {
      item.bar = document.createElement("progress");
      item.bar.max = 100;
      item.bar.value = 0;
      item.bar.setAttribute("aria-label", `${drop.dataset.wordsProgress}: ${item.file.name}`);
      item.note = element("p", "p-small p-soft", drop.dataset.wordsProgress);
      below.push(item.bar, item.note);
      buttons.append(rowButton(words.wordsCancel, item.file, () => remove(item, words.wordsCancelled)));
    } else {
      const text = item.state === "refused" ? `${item.text} ${drop.dataset.wordsBlocks}` : item.text;
      item.note = element("p", "p-state p-state--todo", text);
      item.note.setAttribute("role", "alert");
      item.note.tabIndex = -1;
      below.push(item.note);
      if (item.state === "lost") buttons.append(rowButton(words.wordsAgain, item.file, () => start(item)));
      buttons.append(rowButton(words.wordsRemove, item.file, () => remove(item, words.wordsCancelled)));
    }
    const row = fileRow(item.file, below, [buttons]);
    const hadFocus = item.row?.contains(document.activeElement);
    if (item.row) item.row.replaceWith(row);
    else list.append(row);
    item.row = row;
    if (hadFocus) buttons.firstChild.focus();
  };

  const settled = () => {
    if (items.some(isOpen)) return;
    for (const go of waiting) go();
    waiting = [];
  };

  const take = (item, focus) => {
    const hadFocus = item.row.contains(document.activeElement);
    item.row.remove();
    items = items.filter((other) => other !== item);
    if (hadFocus) focus.focus();
  };

  const remove = (item, text) => {
    const { request } = item;
    item.state = "gone";
    request?.abort();
    announce(item, text);
    take(item, input);
    next();
  };

  const fail = (item, state, text) => {
    if (item.state === "gone") return;
    item.state = state;
    item.text = text;
    show(item);
    next();
  };

  const signInAgain = async (item) => {
    if (!(await renewToken(form))) return fail(item, "lost", words.wordsSignedOut);
    item.isAgain = true;
    if (item.state === "sending") send(item);
  };

  const load = (item) => {
    const { request } = item;
    const answer = answerOf(request);
    const isSignIn = request.status === 403 || (request.status === 200 && !answer.html);
    if (answer.html) {
      item.state = "done";
      announce(item, words.wordsDone);
      take(item, place(form, answer, item.turn));
      form.dispatchEvent(new CustomEvent("portal:changed"));
      form.dispatchEvent(new CustomEvent("portal:uploaded"));
      next();
    } else if (isSignIn && !item.isAgain) signInAgain(item);
    else if (isSignIn) fail(item, "lost", words.wordsSignedOut);
    else if (request.status === 413 && !answer.text) fail(item, "refused", `${item.file.name} ${drop.dataset.wordsLarge}`);
    else if (request.status >= 500) fail(item, "lost", answer.text || words.wordsFailed);
    else fail(item, "refused", answer.text || words.wordsFailed);
  };

  const send = (item) => {
    const data = withoutFiles(form);
    data.set("file", item.file);
    const request = new XMLHttpRequest();
    item.request = request;
    item.state = "sending";
    announce(item, words.wordsSending);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((event.loaded / event.total) * 100);
      item.bar.value = percent;
      item.note.textContent = percent < 100 ? `${drop.dataset.wordsProgress}: ${percent} %` : words.wordsChecking;
    });
    request.addEventListener("load", () => load(item));
    request.addEventListener("error", () => fail(item, "lost", words.wordsLost));
    request.open("POST", words.atOnce);
    request.send(data);
  };

  const next = () => {
    const busy = items.filter((item) => item.state === "sending").length;
    for (const item of items.filter((other) => other.state === "waiting").slice(0, Math.max(0, MOST - busy))) send(item);
    settled();
  };

  const start = (item) => {
    item.state = "waiting";
    item.isAgain = false;
    show(item);
    next();
  };

  const isHere = (file) =>
    items.some((item) => ["name", "size", "lastModified"].every((key) => item.file[key] === file[key]));

  const add = (files) => {
    for (const file of files) {
      if (isHere(file)) continue;
      const text = problem(file, drop);
      const item = { file, text, turn: (turns += 1), state: text ? "refused" : "waiting" };
      items.push(item);
      show(item);
    }
    next();
  };

  const takeChosen = () => {
    const chosen = [...input.files];
    input.value = ""; // what is sent at once is not sent with the form
    add(chosen);
  };
  input.addEventListener("change", takeChosen);
  catchDrops(drop, add);
  addEventListener("beforeunload", (event) => {
    if (form.isConnected && items.some(isOpen)) event.preventDefault();
  });
  if (input.files.length) takeChosen();

  // Waits until everything is sent; false where a file is not, and the person has to decide about it.
  return async (say) => {
    if (items.some(isOpen)) {
      say(words.wordsWaiting);
      await new Promise((resolve) => waiting.push(resolve));
    }
    if (!items.length) return true;
    say(items[0].state === "refused" ? `${items[0].text} ${drop.dataset.wordsBlocks}` : words.wordsOpen);
    items[0].note.focus();
    return false;
  };
};
