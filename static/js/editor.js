// Makes an editor of a textarea that asks for it. The textarea stays in the form and holds what the editor shows, so that
// everything that listens to it or sends it goes on as before. Without this the textarea takes a plain notation.

import { cleanPaste } from "./editor-paste.js";

const element = (tag, className, text = "") => {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
};

const button = (className, text) => {
  const node = element("button", className);
  node.type = "button";
  node.append(element("span", "kern-label", text));
  return node;
};

// An address as people type it; null where it is none.
const readAddress = (text) => {
  const typed = text.trim();
  if (/^[^\s@/:]+@[^\s@/:]+\.[a-z]{2,}$/i.test(typed)) return `mailto:${typed}`;
  const full = /^(https?:\/\/|mailto:|tel:)/i.test(typed) ? typed : `https://${typed}`;
  const isWeb = /^https?:/i.test(full);
  if (/\s/.test(full) || !URL.canParse(full)) return null;
  return !isWeb || /^(localhost|[^.]+(\.[^.]+)+)$/.test(new URL(full).hostname) ? full : null;
};

const makeLink = ({ Mark }) =>
  Mark.create({
    name: "link",
    priority: 1000,
    inclusive: false,
    addAttributes: () => ({ href: { default: null, parseHTML: (node) => node.getAttribute("href") } }),
    parseHTML: () => [{ tag: "a[href]", getAttrs: (node) => (/^(https?:|mailto:|tel:)/i.test(node.getAttribute("href")) ? null : false) }],
    renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
  });

const extensionsOf = (kit) => [
  kit.Document,
  kit.Paragraph,
  kit.Text,
  kit.Bold,
  kit.Italic,
  kit.HardBreak,
  kit.BulletList,
  kit.OrderedList,
  // Enter goes on with the list; Tab leaves the editor, as it does everywhere in a form
  kit.ListItem.extend({
    addKeyboardShortcuts() {
      return { Enter: () => this.editor.commands.splitListItem(this.name) };
    },
  }),
  kit.Heading.configure({ levels: [3] }),
  kit.UndoRedo || kit.History,
  makeLink(kit),
];

const TOOLS = [
  { name: "bold", run: (chain) => chain.toggleBold(), isOn: (editor) => editor.isActive("bold") },
  { name: "italic", run: (chain) => chain.toggleItalic(), isOn: (editor) => editor.isActive("italic") },
  { name: "heading", run: (chain) => chain.toggleHeading({ level: 3 }), isOn: (editor) => editor.isActive("heading") },
  { name: "bullets", run: (chain) => chain.toggleBulletList(), isOn: (editor) => editor.isActive("bulletList") },
  { name: "numbers", run: (chain) => chain.toggleOrderedList(), isOn: (editor) => editor.isActive("orderedList") },
  { name: "link", isOn: (editor) => editor.isActive("link") },
];

const capital = (name) => name[0].toUpperCase() + name.slice(1);

// The row below the buttons in which an address is typed.
const makeLinkRow = (editor, words, id) => {
  const row = element("div", "p-editor__link");
  row.hidden = true;
  const label = element("label", "p-small", words.wordsAddress);
  const input = element("input", "kern-form-input__input");
  input.id = `${id}_address`;
  input.inputMode = "url";
  input.autocomplete = "off";
  label.htmlFor = input.id;
  const wrong = element("p", "p-small p-editor__wrong");
  wrong.id = `${id}_wrong`;
  wrong.setAttribute("role", "alert");
  const set = button("kern-btn kern-btn--secondary", words.wordsSet);
  const remove = button("kern-btn kern-btn--tertiary", words.wordsRemove);
  const cancel = button("kern-btn kern-btn--tertiary", words.wordsCancel);
  const buttons = element("div", "p-editor__buttons");
  buttons.append(set, remove, cancel);
  row.append(label, input, wrong, buttons);

  const tell = (text) => {
    wrong.textContent = text;
    input.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) input.setAttribute("aria-describedby", wrong.id);
    else input.removeAttribute("aria-describedby");
  };
  const close = () => {
    row.hidden = true;
    tell("");
    editor.view.focus(); // at once: the editor's own command waits, and would lose what is typed meanwhile
  };
  const apply = () => {
    const href = readAddress(input.value);
    if (!href) {
      tell(words.wordsWrong);
      input.focus();
      return;
    }
    const isEmpty = editor.state.selection.empty && !editor.isActive("link");
    const chain = editor.chain();
    if (isEmpty) chain.insertContent({ type: "text", text: input.value.trim(), marks: [{ type: "link", attrs: { href } }] }).run();
    else chain.extendMarkRange("link").setMark("link", { href }).run();
    close();
  };
  set.addEventListener("click", apply);
  cancel.addEventListener("click", close);
  remove.addEventListener("click", () => {
    editor.chain().extendMarkRange("link").unsetMark("link").run();
    close();
  });
  row.addEventListener("input", (event) => event.stopPropagation()); // not a field of the form
  row.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      apply();
    }
  });
  return {
    row,
    toggle() {
      if (!row.hidden) return close();
      row.hidden = false;
      input.value = editor.getAttributes("link").href || "";
      remove.hidden = !editor.isActive("link");
      input.select();
      input.focus();
    },
  };
};

// One stop of the Tab key; the arrow keys go from button to button.
const makeToolbar = (editor, words, id) => {
  const bar = element("div", "p-editor__bar");
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.wordsToolbar);
  bar.setAttribute("aria-controls", id);
  const link = makeLinkRow(editor, words, id);
  const buttons = TOOLS.map((tool, place) => {
    const node = button("p-editor__tool", words[`words${capital(tool.name)}`]);
    node.dataset.tool = tool.name;
    node.tabIndex = place ? -1 : 0;
    node.setAttribute("aria-pressed", "false");
    node.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    node.addEventListener("click", () => {
      if (!tool.run) return link.toggle();
      tool.run(editor.chain()).run();
      editor.view.focus();
    });
    return node;
  });
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => {
    const now = buttons.indexOf(document.activeElement);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: -1 }[event.key];
    if (now < 0 || next === undefined) return;
    event.preventDefault();
    buttons.at(next % buttons.length).focus();
  });
  bar.addEventListener("focusin", (event) => {
    for (const node of buttons) node.tabIndex = node.contains(event.target) ? 0 : -1;
  });
  const show = () => TOOLS.forEach((tool, place) => buttons[place].setAttribute("aria-pressed", String(tool.isOn(editor))));
  return { bar, row: link.row, show };
};

const typedAlready = (textarea) =>
  textarea.value !== textarea.defaultValue.replace(/\r\n?/g, "\n") && !textarea.value.startsWith(textarea.dataset.editor);

const enhance = (textarea, kit) => {
  // Who types before the editor is there goes on in the textarea
  if (!textarea.isConnected || typedAlready(textarea)) return;
  const { id } = textarea;
  const mark = textarea.dataset.editor;
  const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
  const hadFocus = document.activeElement === textarea;
  const attributes = { id, role: "textbox", "aria-multiline": "true", class: "p-editor__text p-prose" };
  if (label) {
    label.id ||= `${id}_label`;
    attributes["aria-labelledby"] = label.id;
  }
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  const frame = element("div", `p-editor${textarea.classList.contains("kern-form-input__input--error") ? " p-editor--error" : ""}`);
  textarea.removeAttribute("id");
  textarea.hidden = true;
  textarea.after(frame);

  let tools = null;
  const editor = new kit.Editor({
    element: frame,
    injectCSS: false,
    extensions: extensionsOf(kit),
    content: textarea.value.startsWith(mark) ? textarea.value.slice(mark.length) : textarea.dataset.html,
    editorProps: { attributes, transformPastedHTML: cleanPaste },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : mark + editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onTransaction: () => tools?.show(),
  });
  tools = makeToolbar(editor, textarea.dataset, id);
  frame.prepend(tools.bar, tools.row);
  tools.show();
  label?.addEventListener("click", () => editor.view.focus());
  if (hadFocus) editor.view.focus();
};

const start = async () => {
  const textareas = [...document.querySelectorAll("textarea[data-editor]:not([data-editor-on])")];
  for (const textarea of textareas) {
    textarea.dataset.editorOn = "";
    try {
      enhance(textarea, await import(textarea.dataset.kit));
    } catch (error) {
      console.warn("The editor does not start, the text field stays.", error);
    }
  }
};

start();
document.addEventListener("portal:page", start);
