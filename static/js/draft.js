// Saves a form on the server while somebody types and when the page is left. Without it "Keep as a draft" does.

import { element, withoutFiles } from "./files.js";
import { renewToken } from "./session.js";
import { followReading } from "./suggestions.js";
import { uploadAtOnce } from "./upload-at-once.js";

const PAUSE = 2000; // milliseconds after the last key
const MOST_UNSAVED = 4000; // milliseconds for who types without a pause
const WAIT_ON_LEAVING = 3000; // milliseconds that signing out waits for the last letters
const LONGEST_PAUSE = 30000; // between two attempts
const LONGEST_WAIT = 20000; // for an answer
const MOST_ON_LEAVING = 60000; // bytes that a browser sends of a page that is left
const thisWindow = [...crypto.getRandomValues(new Uint32Array(2))].map((number) => number.toString(36)).join("");

// A form that saved itself has an address: loading it anew, and the browser's back button, find what was typed.
const showAddress = (form) => {
  const { address } = form.dataset;
  if (!address || location.pathname === address) return;
  history.replaceState(history.state, "", address);
  document.dispatchEvent(new Event("portal:address"));
};

const bytesOf = (data) => new TextEncoder().encode(new URLSearchParams(data).toString()).length + 100 * [...data].length;

const prepare = (form) => {
  const state = form.querySelector("[data-draft-state]");
  const warning = form.querySelector("[data-draft-warning]");
  const words = state?.dataset ?? {};
  const { version } = form.elements;
  const name = element("input", ""); // says which window sends, whatever it sends
  Object.assign(name, { type: "hidden", name: "window", value: thisWindow });
  form.append(name);
  const uploadsEnded = uploadAtOnce(form);
  let timer = 0;
  let turn = 0;
  let pause = PAUSE;
  let isChanged = false;
  let changedAt = 0;
  let newer = null; // what the server said of another window
  let isHandingIn = false;

  const say = (text) => {
    if (state && !newer && state.textContent !== text) state.textContent = text || "";
  };

  // What keeps the form from being saved is seen wherever the person is: it sticks to the end of the window
  let warned = ""; // why
  const warn = (reason, text, ...ways) => {
    if (!warning || (newer && reason !== "newer")) return;
    const [line, buttons] = warning.querySelectorAll("p");
    if (warned !== reason || line.textContent !== text) {
      line.textContent = text;
      buttons.replaceChildren(...ways);
      state.textContent = "";
    }
    buttons.hidden = !ways.length;
    warning.hidden = false;
    warned = reason;
  };
  const calm = () => {
    if (!warning || warning.hidden) return;
    if (warning.contains(document.activeElement)) state.focus();
    warning.hidden = true;
    warned = "";
  };
  const asButton = (node, text) => {
    node.className = "kern-btn kern-btn--secondary";
    node.append(element("span", "kern-label", text));
    return node;
  };
  const warnSignedOut = () => {
    const way = asButton(document.createElement("a"), words.wordsSignIn);
    Object.assign(way, { href: words.signIn, target: "_blank", rel: "noopener" });
    warn("signed out", words.wordsSignedOut, way);
  };

  const later = (time) => {
    clearTimeout(timer);
    timer = setTimeout(save, time);
  };

  const tellNewer = (answer) => {
    newer = answer;
    const open = asButton(document.createElement("a"), words.wordsNewest);
    open.href = answer.newest;
    const keep = asButton(document.createElement("button"), words.wordsKeep);
    keep.type = "button";
    keep.addEventListener("click", () => {
      newer = null;
      if (version) version.value = answer.version;
      isChanged = true;
      calm();
      save();
    });
    warn("newer", answer.text, open, keep);
  };

  // Returns "saved", "newer" where another window went on, "away" without a connection, "signed out", or "refused".
  const send = async (isLeaving, isAgain = false) => {
    const data = withoutFiles(form);
    data.set("turn", (turn += 1));
    const sent = turn;
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: data,
      keepalive: isLeaving && bytesOf(data) < MOST_ON_LEAVING,
      signal: AbortSignal.timeout(LONGEST_WAIT),
    });
    if (answer.redirected || answer.status === 403) {
      if (!isAgain && (await renewToken(form))) return send(isLeaving, true);
      warnSignedOut();
      return "signed out";
    }
    const said = await answer.json();
    if (answer.status === 409 && said.newest) {
      tellNewer(said);
      return "newer";
    }
    if (version && said.version && sent === turn) version.value = said.version;
    if (!answer.ok) {
      if (said.text) warn("refused", said.text);
      return "refused";
    }
    calm();
    say(said.text);
    form.querySelector("[data-draft-discard]")?.removeAttribute("hidden");
    showAddress(form);
    return "saved";
  };

  const save = async (isLeaving = false) => {
    clearTimeout(timer);
    if (!form.isConnected || newer) return newer ? "newer" : "refused";
    isChanged = false;
    let outcome = "away";
    try {
      outcome = await send(isLeaving === true);
    } catch (error) {
      if (error.name === "SyntaxError") outcome = "refused"; // an answer that is none of ours
    }
    if (outcome === "saved") pause = PAUSE;
    else isChanged = true;
    if (outcome === "away") {
      warn("away", words.wordsLost);
      pause = Math.min(LONGEST_PAUSE, pause * 2);
      later(pause);
    }
    return outcome;
  };

  const touch = () => {
    if (!isChanged) changedAt = Date.now();
    isChanged = true;
    if (!isHandingIn) later(Math.min(pause, Math.max(0, changedAt + MOST_UNSAVED * (pause / PAUSE) - Date.now())));
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    event.target.closest(".kern-form-input, .kern-fieldset")?.querySelector(".p-suggest")?.remove();
    touch();
  });
  form.addEventListener("portal:changed", touch);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && isChanged && !isHandingIn) save(true);
    if (document.visibilityState === "visible" && warned === "signed out" && !isHandingIn) save(); // signed in elsewhere
  });

  // Signing out ends the session that saving needs: first the last letters, then the other form
  let isLeaving = false;
  document.addEventListener(
    "submit",
    async (event) => {
      const other = event.target;
      if (other === form || other.method !== "post" || !isChanged || isLeaving || !form.isConnected) return;
      event.preventDefault();
      isLeaving = true;
      await Promise.race([save(), new Promise((done) => setTimeout(done, WAIT_ON_LEAVING))]);
      other.requestSubmit(event.submitter);
      isLeaving = false;
    },
    true,
  );

  // Files first, then what is typed, then the form itself: nothing is lost where the way to the server is broken
  const mayHandIn = async () => {
    if (!(await uploadsEnded(say))) return false;
    const outcome = await save();
    if (outcome === "away") warn("away", words.wordsOffline);
    if (warned && outcome === warned) warning.focus();
    return outcome === "saved" || outcome === "refused";
  };

  const setBusy = (busy) => {
    isHandingIn = busy;
    for (const button of form.querySelectorAll("button[type=submit]")) {
      if (busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  };
  let isSure = false;
  form.addEventListener("submit", async (event) => {
    if (isSure || event.defaultPrevented) return; // upload.js sends the files of other forms, and the form with them
    event.preventDefault();
    if (isHandingIn) return;
    setBusy(true);
    try {
      isSure = await mayHandIn();
    } catch {
      isSure = true; // the form itself needs none of this
    }
    clearTimeout(timer);
    if (isSure) form.requestSubmit(event.submitter);
    else setBusy(false);
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return; // the browser's back button
    isSure = false;
    setBusy(false);
  });

  followReading(form);
};

const start = () => document.querySelectorAll("form[data-draft]").forEach(prepare);

start();
document.addEventListener("portal:page", start);
