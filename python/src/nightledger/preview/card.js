// Draws `payload`, a message with Adaptive Cards, and leaves what is wrong with it in
// `window.findings`. Reads the globals that the page sets: AdaptiveCards, hostConfig, payload.

// Teams' part of Markdown: bold, italic, links, lists. No headings, code, tables or HTML.
const MARKS = [
    [/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, "<strong>$1</strong>"],
    [/(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])/g, "<em>$1</em>"],
    [/(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)/g, "<em>$1</em>"],
    [/\[([^\]]*)\]\((https?:[^)\s]*)\)/g, '<a href="$2">$1</a>'],
];
const ESCAPED = /\\([\\`*_{}[\]()#+\-.!<>~|])/g;
const ITEM = /^\s*(?:[-*+]|(\d+)\.)\s+(.*)$/;

function html(text) {
    // As in Markdown, an entity in the text stands for its character.
    return text
        .replace(/&(?!#?\w+;)/g, "&amp;")
        .replace(/</g, "&lt;")
        .replace(/>/g, "&gt;")
        .replace(/"/g, "&quot;");
}

function inline(text, names) {
    let marked = html(text.replace(ESCAPED, (_, sign) => `\uE000${sign.charCodeAt(0)}\uE001`));
    for (const [pattern, replacement] of MARKS) marked = marked.replace(pattern, replacement);
    // A mention is one only if the message lists it; Teams shows any other as it is written.
    marked = marked.replace(/&lt;at&gt;(.*?)&lt;\/at&gt;/g, (all, name) =>
        names.has(name) ? `<span class="mention">${name}</span>` : all,
    );
    return marked.replace(/\uE000(\d+)\uE001/g, (_, code) => html(String.fromCharCode(code)));
}

function block(text, names) {
    const lines = text.split("\n");
    const items = lines.map((line) => line.match(ITEM));
    if (items.every(Boolean)) {
        const tag = items[0][1] ? "ol" : "ul";
        const list = items.map((item) => `<li>${inline(item[2], names)}</li>`).join("");
        return `<${tag}>${list}</${tag}>`;
    }
    return `<p>${inline(lines.join(" "), names)}</p>`;
}

function mentioned(content) {
    const entities = content.msteams?.entities ?? [];
    return new Set(
        entities
            .filter((entity) => entity.type === "mention" && entity.mentioned?.id)
            .map((entity) => html(entity.text.replace(/^<at>|<\/at>$/g, ""))),
    );
}

function draw(content) {
    const names = mentioned(content);
    AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
        result.outputHtml = text
            .split(/\n{2,}/)
            .map((part) => block(part, names))
            .join("");
        result.didProcess = true;
    };
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
    const context = new AdaptiveCards.SerializationContext();
    card.parse(content, context);
    document.getElementById("card").append(card.render());
    const parsed = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i));
    return [...parsed, ...card.validateProperties().validationEvents].map((event) => event.message);
}

window.findings = payload.attachments.flatMap((attachment) => draw(attachment.content));
