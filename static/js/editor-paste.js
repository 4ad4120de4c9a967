// Brings what a word processor puts on the clipboard to plain HTML: lists as lists, bold as bold, nothing else.

const HIDDEN = /<!--[\s\S]*?-->|<!\[[^>]*>|<(style|script|title|xml|svg|math|template|noscript)\b[\s\S]*?<\/\1\s*>/gi;
const TAG = /<(\/?)([a-z][a-z0-9:-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi;
const KEPT = new Set(
  "a b strong i em br p div ul ol li h1 h2 h3 h4 h5 h6 span table tbody thead tr td th blockquote pre dl dt dd html body".split(" "),
);

const valueOf = (attributes, name) => {
  const found = attributes.match(new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i"));
  return found ? (found[1] ?? found[2] ?? found[3]) : "";
};

// Attributes go before any parser sees them, because the policy of the page forbids styles and handlers even there.
const withoutAttributes = (html) =>
  html.replace(HIDDEN, "").replace(TAG, (_tag, slash, name, attributes) => {
    if (!KEPT.has(name.toLowerCase())) return "";
    if (slash) return `</${name}>`;
    const style = valueOf(attributes, "style");
    const href = valueOf(attributes, "href");
    let kept = "";
    if (/mso-list:\s*ignore/i.test(style)) kept += " data-number";
    else if (/mso-list:/i.test(style) || /^MsoListParagraph/.test(valueOf(attributes, "class"))) kept += " data-item";
    if (/(^|[^\w-])font-weight:\s*(bold|[6-9]00)/i.test(style)) kept += " data-bold";
    if (/(^|[^\w-])font-weight:\s*(normal|[1-4]00)/i.test(style)) kept += " data-light";
    if (/(^|[^\w-])font-style:\s*italic/i.test(style)) kept += " data-italic";
    if (/^(https?:|mailto:|tel:)/i.test(href)) kept += ` href="${href.replace(/["<>]/g, "")}"`;
    return `<${name}${kept}>`;
  });

const wrap = (element, tag) => {
  const wrapper = element.ownerDocument.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
};

// Word writes items of lists as paragraphs with their number or dot as text.
const makeLists = (body) => {
  let list = null;
  for (const paragraph of body.querySelectorAll("p[data-item]")) {
    const number = paragraph.querySelector("[data-number]");
    const text = (number || paragraph).textContent.trim();
    const isOrdered = /^\(?[0-9a-z]{1,3}[.)]/i.test(text) && !/^o\b/.test(text);
    const tag = isOrdered ? "ol" : "ul";
    if (number) number.remove();
    if (!list || list.tagName.toLowerCase() !== tag || paragraph.previousElementSibling !== list) {
      list = body.ownerDocument.createElement(tag);
      paragraph.before(list);
    }
    const item = body.ownerDocument.createElement("li");
    item.append(...paragraph.childNodes);
    list.append(item);
    paragraph.remove();
  }
};

export const cleanPaste = (html) => {
  const { body } = new DOMParser().parseFromString(withoutAttributes(html), "text/html");
  makeLists(body);
  body.querySelectorAll("b[data-light], strong[data-light]").forEach((element) => element.replaceWith(...element.childNodes));
  body.querySelectorAll("span[data-bold]").forEach((element) => wrap(element, "strong"));
  body.querySelectorAll("span[data-italic]").forEach((element) => wrap(element, "em"));
  for (const node of body.querySelectorAll("*")) for (const { name } of [...node.attributes]) if (name !== "href") node.removeAttribute(name);
  return body.innerHTML;
};
