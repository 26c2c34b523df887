/* Mark what axe is to look at on a page: three elements of each kind that is not known.

Contrast is measured of looks: a look is the style of a text and of all that is behind it. Every
other rule is asked of shapes: a shape is what the rules read of an element, of what it stands in,
what it holds and what its attributes refer to. Three, since axe leaves open what it cannot
measure, such as a text under another element. Returned are the kinds of the marked elements. */
([known, coloursOnly]) => {
    const seen = new Set(known), found = new Map(), ids = new Map();
    const BY_ID = new Set(["for", "headers", "list", "popovertarget", "aria-labelledby",
        "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "aria-details",
        "aria-errormessage", "aria-flowto"]);
    const TEXTS = new Set(["alt", "title", "placeholder", "value", "aria-label", "aria-valuetext",
        "aria-description", "aria-placeholder", "aria-roledescription", "aria-braillelabel"]);
    const VALUES = new Set(["role", "type", "scope", "tabindex", "lang", "autocomplete",
        "accesskey", "style", "contenteditable", "http-equiv"]);
    const OWNERS = new Set(["feed", "grid", "list", "listbox", "menu", "menubar", "radiogroup",
        "row", "rowgroup", "table", "tablist", "tree", "treegrid"]);
    const UNREAD = /^(id|class|href|data-.*|hx-.*)$/;
    const CONTROLS = "a[href], button, input, select, textarea, summary, iframe, [tabindex], "
        + "[contenteditable], [controls]";
    const filled = text => text == null ? "none" : text === "" ? "empty"
        : text.trim() === "" ? "blank" : "text";
    const alike = all => [...new Set(all)].sort().join(",");

    const digest = text => {  // cyrb53, of 53 bits
        let a = 0xdeadbeef, b = 0x41c6ce57;
        for (let at = 0; at < text.length; at++) {
            const code = text.charCodeAt(at);
            a = Math.imul(a ^ code, 2654435761);
            b = Math.imul(b ^ code, 1597334677);
        }
        a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
        b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
        return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
    };
    const mark = (element, attribute, kind) => {
        const key = digest(kind), times = found.get(key) || 0;
        if (times === 3 || seen.has(key)) return;
        found.set(key, times + 1);
        element.setAttribute(attribute, "");
    };

    const UNPAINTED = "rgba(0, 0, 0, 0)|none|1|none|normal|static";
    const large = ({fontSize, fontWeight}) =>  // as axe has it: such a text may be fainter
        Math.ceil(parseFloat(fontSize) * 72) / 96 >= (fontWeight >= 700 ? 14 : 18);
    const attribute = ({name, value}) => {
        if (BY_ID.has(name)) {
            return name + "=" + alike(value.split(/\s+/).map(id => {
                const other = document.getElementById(id);
                return (other?.localName ?? "") + filled(other?.textContent);
            }));
        }
        if (TEXTS.has(name)) return name + "=" + filled(value);
        return VALUES.has(name) || name.startsWith("aria-") ? name + "=" + value : name;
    };
    const inText = link => {
        let block = link.parentElement;
        while (block && getComputedStyle(block).display.startsWith("inline")) {
            block = block.parentElement;
        }
        return block.textContent.trim().length > link.textContent.trim().length;
    };
    const rows = table => {
        const widths = [...table.rows].map(
            row => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0));
        return alike([...table.rows].map((row, at) => [...row.cells].map(cell => [
            cell.localName, cell.getAttribute("scope"), cell.getAttribute("role"), cell.rowSpan,
            cell.localName === "th" ? filled(cell.textContent) : "",
            alike(cell.headers.split(/\s+/).map(id => id && cell.id !== id
                && table.querySelector("#" + CSS.escape(id))?.localName))].join(":")).filter(
            (cell, place, all) => cell !== all[place - 1]).join(" ")
            + (widths[at] - Math.max(...widths))));
    };
    const called = node => (node?.localName ?? "text") + (node?.getAttribute?.("role") ?? "");
    const follows = list => alike([...list.childNodes].filter(
        node => node.nodeType === Node.ELEMENT_NODE || node.nodeValue.trim()).map(
        node => called(node.previousElementSibling) + " " + called(node)
            + (node.localName === "div" ? `(${follows(node)})` : "")));
    const page = () => [filled(document.title), ...["main, [role=main]",
        "h1, h2, h3, [role=heading]", "a[href^='#']"].map(
        one => document.querySelector(one) !== null),
        alike([...document.head.querySelectorAll("meta")].map(
            one => [...one.attributes].map(({name, value}) => name + value).join(" ")))].join();
    const particular = (element, style, parentLook, look) => {
        if (element.matches("a[href], [role=link]")) {
            return inText(element) && [parentLook, look, style.textDecoration, style.fontStyle,
                style.fontFamily, style.fontSize, style.fontWeight, style.borderBottom].join("|");
        }
        if (element.labels) {
            return alike([...element.labels].map(
                label => filled(label.textContent) + label.checkVisibility()));
        }
        switch (element.localName) {
            case "table": return rows(element);
            case "ul": case "ol": case "dl": return follows(element);
            case "svg": return filled(element.querySelector("title")?.textContent);
            case "html": return page();
            default: return "";
        }
    };

    const visit = (element, chain, behind, parentLook) => {
        const style = getComputedStyle(element);
        const inside = {named: false, controls: new Set(), roles: new Set()};
        if (style.display === "none") return inside;  // nothing serious is asked of these
        const paint = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter,
            style.mixBlendMode, style.position].join("|");
        const here = paint === UNPAINTED ? behind : digest(behind + paint);
        const look = [here, style.color, large(style), style.textShadow].join("|");
        const control = element.matches(CONTROLS);
        const texts = [...element.childNodes].filter(
            node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        const visible = element.checkVisibility({visibilityProperty: true});
        if (visible && (element.matches("input, select, textarea")
            || texts.some(text => /[\p{L}\p{N}]{2}/u.test(text.data)))) {
            mark(element, "data-contrast", look);
        }
        const role = element.getAttribute("role"), hidden = element.getAttribute("aria-hidden");
        const below = digest([chain, element.localName, role, hidden, control].join("|"));
        for (const child of element.children) {
            if (child.localName === "head") continue;
            const of = visit(child, below, here, look);
            inside.named ||= of.named;
            of.controls.forEach(one => inside.controls.add(one));
            of.roles.forEach(one => inside.roles.add(one));
        }
        inside.named = visible && hidden !== "true" && (inside.named
            || texts.length > 0
            || ["alt", "title", "aria-label"].some(one => element.getAttribute(one)?.trim()));
        if (!coloursOnly) {
            const scrolls = style.overflow === "visible" ? "" : [style.overflow,
                element.scrollWidth > element.clientWidth + 13,
                element.scrollHeight > element.clientHeight + 13].join();
            mark(element, "data-shape", [chain, element.localName, visible, scrolls,
                control || role || hidden ? inside.named : "",
                control || role || hidden || scrolls ? alike(inside.controls) : "",
                OWNERS.has(role) ? alike(inside.roles) : "", ids.get(element.id) > 1,
                ...[...element.attributes].filter(one => !UNREAD.test(one.name))
                    .map(attribute).sort(),
                particular(element, style, parentLook, look)].join("|"));
        }
        if (control) {
            inside.controls.add([element.tabIndex, element.disabled, visible].join(" "));
        }
        if (role) inside.roles.add(role);
        return inside;
    };
    document.querySelectorAll("[id]").forEach(
        one => ids.set(one.id, (ids.get(one.id) || 0) + 1));
    document.querySelectorAll("meta").forEach(one => mark(one, "data-shape", "meta "
        + [...one.attributes].map(({name, value}) => name + "=" + value).join(" ")));
    visit(document.documentElement, "", "", "");
    return [...found.keys()];
}
