"use strict";
// Text from the ledger reaches the page by textContent alone.
const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const PAGE = 200;
const SIGNS = { "✓": ["ok", "good"], "!": ["warn", "warned"], "✗": ["bad", "failed"], "·": ["none", "no verdict"] };
const STATUS = { success: "ok", pass: "ok", "no-op": "none", skipped: "none", reused: "none", warn: "warn" };
const COLUMNS = [
    ["strip", "Last days"], ["asset_name", "Asset"], ["check_name", "Check"], ["column_name", "Column"],
    ["verdict", "Verdict"], ["owner", "Owner"], ["last", "Last seen (UTC)"],
];
const CHOSEN = ["asset_name", "check_name", "column_name", "verdict", "owner", "kind"];
let data = null, found = [], shown = 0, drawn = "";

function make(tag, attributes = {}, ...content) {
    const svg = ["svg", "rect", "line", "text", "title", "path", "circle"].includes(tag);
    const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (name === "onclick") node.addEventListener("click", value);
        else node.setAttribute(name, value);
    }
    node.append(...content.map((one) => (one instanceof Node ? one : String(one))));
    return node;
}
const text = (table, column, row) => { const c = table[column]; return c.d ? c.d[c.i[row]] : c[row]; };
// Long names may break after these signs.
const breakable = (value) => value.split(/(?<=[_.@/-])/).flatMap((part) => [part, make("wbr")]);
const clock = (minutes) => minutes === null ? "–" : new Date(minutes * 60000).toISOString().slice(0, 16).replace("T", " ");
const number = (value) => value === null ? "–" : value.toLocaleString("en");

function strip(signs) {
    const days = [...signs];
    const label = Object.entries(SIGNS).map(([sign, [, word]]) => [days.filter((one) => one === sign).length, word])
        .filter(([count]) => count).map(([count, word]) => `${count} ${word}`).join(", ");
    const node = make("span", { class: "strip", role: "img", "aria-label": `last ${days.length} days, oldest first: ${label}` });
    node.append(...days.map((sign) => make("i", { class: (SIGNS[sign] ?? SIGNS["·"])[0], "aria-hidden": "true" }, sign)));
    return node;
}

// The worst sign of each day.
function worst(strips) {
    const days = strips.map((signs) => [...signs]);
    const length = Math.max(...days.map((signs) => signs.length));
    return Array.from({ length }, (_, day) => ["✗", "!", "✓"].find((sign) => days.some((signs) => signs[day] === sign)) ?? "·").join("");
}

async function unpack() {
    const bytes = Uint8Array.from(atob($("data").textContent), (sign) => sign.charCodeAt(0));
    data = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

// The address says what is shown: #debug?q=loans&sort=-owner, #debug?asset=fct_loans
function address() {
    const [tab, query] = location.hash.slice(1).split("?");
    const wanted = new URLSearchParams(query);
    return { tab: ["now", "executive", "debug"].includes(tab) ? tab : "now", q: wanted.get("q") ?? "", sort: wanted.get("sort") ?? "", asset: wanted.get("asset") ?? "" };
}
function go(change, replace = false) {
    const { tab, ...wanted } = { ...address(), ...change };
    const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value)).toString();
    const hash = `#${tab}${query ? `?${query}` : ""}`;
    if (replace) { history.replaceState(null, "", hash); show(); } else location.hash = hash;
}

function filterChecks({ q, sort }) {
    const checks = data.checks;
    const needles = q.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = needles.map((needle) => CHOSEN.map((name) => checks[name].d.map((word) => word.toLowerCase().includes(needle))));
    found = checks.last.map((_, row) => row)
        .filter((row) => hits.every((hit) => CHOSEN.some((name, at) => hit[at][checks[name].i[row]])));
    const column = sort.replace(/^-/, "");
    if (COLUMNS.some(([name]) => name === column)) {
        const key = (row) => { const c = checks[column]; return c.d ? c.i[row] : (c[row] ?? 0); };
        found.sort((a, b) => key(a) - key(b) || a - b);
        if (sort.startsWith("-")) found.reverse();
    }
}
function drawChecks(wanted) {
    filterChecks(wanted);
    const head = document.querySelector("#table thead tr");
    head.replaceChildren(...COLUMNS.map(([name, label]) => {
        const order = wanted.sort === name ? "ascending" : wanted.sort === `-${name}` ? "descending" : "none";
        const button = make("button", { type: "button", id: `sort-${name}`, onclick: () => { go({ sort: order === "ascending" ? `-${name}` : name }, true); $(`sort-${name}`).focus(); } },
            `${label}${{ ascending: " ▲", descending: " ▼", none: "" }[order]}`);
        return make("th", { scope: "col", "aria-sort": order }, button);
    }));
    document.querySelector("#table tbody").replaceChildren();
    shown = 0;
    more();
    const left = data.left.checks > 0 ? `; ${number(data.left.checks)} more checks are not in this file` : "";
    $("count").textContent = `${number(found.length)} of ${number(data.checks.last.length)} checks${left}`;
}
function more() {
    const rows = found.slice(shown, shown + PAGE).map((row) => make("tr", {}, ...COLUMNS.map(([name]) => {
        const value = text(data.checks, name, row);
        if (name === "strip") return make("td", {}, strip(value));
        if (name === "last") return make("td", { class: "number" }, clock(value));
        if (name === "asset_name") return make("th", { scope: "row" }, assetLink(value));
        return make("td", {}, ...breakable(value));
    })));
    document.querySelector("#table tbody").append(...rows);
    shown += rows.length;
    $("more").hidden = shown >= found.length;
    $("more").textContent = `Show ${number(Math.min(PAGE, found.length - shown))} more`;
}
const assetLink = (name) => make("button", { type: "button", class: "as-link", onclick: () => go({ tab: "debug", asset: name }) }, ...breakable(name));

function spark([low, high, points], last) {
    const width = 260, height = 56, step = width / (points.length - 1);
    const at = points.map((point, index) => [4 + index * step, 4 + (99 - point) * height / 99]);
    const svg = make("svg", { class: "spark", viewBox: `0 0 ${width + 8} ${height + 8}`, width: width + 8, height: height + 8, role: "img", "aria-label": `Rows of the last ${points.length} refreshes, between ${number(low)} and ${number(high)}` });
    svg.append(make("path", { d: `M${at.map((point) => point.map((value) => value.toFixed(1)).join(" ")).join("L")}` }), make("circle", { cx: at.at(-1)[0], cy: at.at(-1)[1], r: 3.5 }));
    return make("div", {}, make("h4", {}, "Rows"), svg, make("p", { class: "left" }, `${number(low)} to ${number(high)} in ${points.length} refreshes${last === null ? "" : `, now ${number(last)}`}`));
}
function drawAsset(name) {
    const box = $("asset");
    if (name === drawn) return;
    drawn = name;
    const assets = data.assets;
    const row = data.edges.names.indexOf(name);
    const known = row >= 0 && row < assets.refreshed.length;
    box.hidden = !name;
    if (!name) return;
    const get = (column) => known ? text(assets, column, row) : null;
    const facts = [
        ["Health", get("health") ?? "not on record"], ["Owner", get("owner") || "nobody is named"],
        ["Refreshed (UTC)", clock(get("refreshed"))], ["Rows", `${number(get("last_row_count"))}, usually ${number(get("usual_row_count"))}`],
        ["Seconds", `${number(get("last_duration_seconds"))}, usually ${number(get("usual_duration_seconds"))}`], ["Freshness", get("freshness_state") || "–"],
    ];
    if (get("what_is_wrong")) facts.push(["Wrong", get("what_is_wrong")]);
    const title = make("h3", { tabindex: "-1" }, name);
    box.replaceChildren(
        make("button", { type: "button", onclick: () => go({ asset: "" }) }, "✕ Close"), title,
        make("dl", {}, ...facts.map(([term, value]) => make("div", {}, make("dt", {}, term), make("dd", {}, value)))),
    );
    if (known && data.sparks[row]) box.append(spark(data.sparks[row], get("last_row_count")));
    const checks = data.checks.last.map((_, check) => check).filter((check) => text(data.checks, "asset_name", check) === name);
    if (checks.length) {
        const lines = checks.slice(0, 60).map((check) => make("tr", {}, make("td", {}, strip(text(data.checks, "strip", check))),
            make("th", { scope: "row" }, [text(data.checks, "check_name", check), text(data.checks, "column_name", check)].filter(Boolean).join(" on ")), make("td", {}, text(data.checks, "verdict", check))));
        box.append(make("h4", {}, "Last days"), strip(worst(checks.map((check) => text(data.checks, "strip", check)))),
            make("h4", {}, `${number(checks.length)} checks`), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Checks of this asset" }, make("table", {}, make("tbody", {}, ...lines))));
    }
    const beside = (mine, theirs) => [...new Set(data.edges[mine].flatMap((end, at) => end === row ? [data.edges[theirs][at]] : []))].map((end) => data.edges.names[end]);
    const list = (label, names) => make("div", {}, make("h4", {}, label), names.length ? make("ul", {}, ...names.slice(0, 60).map((one) => make("li", {}, assetLink(one)))) : make("p", { class: "empty" }, "nothing"));
    if (row >= 0) box.append(make("div", { class: "ways" }, list("Reads", beside("to", "from")), list("Is read by", beside("from", "to"))));
    title.focus();
}

function drawGantt() {
    const { name, kind, status, start, length } = data.last;
    if (!name.length || $("gantt").childElementCount) return;
    const end = Math.max(...start.map((at, row) => at + length[row]), 1);
    const width = 1000, high = 18, lanes = [];
    const svg = make("svg", { role: "img", "aria-label": `${name.length} results in ${(end / 10).toFixed(1)} seconds, one line a thread` });
    const marks = [];
    name.forEach((one, row) => {
        let lane = lanes.findIndex((free) => free <= start[row]);
        if (lane < 0) lane = lanes.push(0) - 1;
        lanes[lane] = start[row] + length[row];
        const x = start[row] / end * width, wide = Math.max(length[row] / end * width, 1.5);
        const state = text(data.last, "status", row);
        const bar = make("rect", { x: x.toFixed(1), y: 22 + lane * (high + 3), width: wide.toFixed(1), height: high, rx: Math.min(3, wide / 2).toFixed(1), class: `bar ${STATUS[state] ?? "bad"}` });
        bar.append(make("title", {}, `${one}: ${text(data.last, "kind", row)}, ${state}, ${(length[row] / 10).toFixed(1)} s`));
        marks.push(bar);
    });
    const height = 22 + lanes.length * (high + 3) + 6;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (let part = 0; part <= 4; part += 1) {
        const x = part * width / 4;
        svg.append(make("line", { class: "rule", x1: x, x2: x, y1: 16, y2: height }), make("text", { x: part === 4 ? x - 4 : x + 4, y: 12, "text-anchor": part === 4 ? "end" : "start" }, `${(end / 10 * part / 4).toFixed(1)} s`));
    }
    svg.append(...marks);
    $("gantt").append(svg);
    $("gantt").hidden = false;
}

async function show() {
    const wanted = address();
    const isNew = !$(wanted.tab).classList.contains("shown");
    for (const section of document.querySelectorAll("section")) section.classList.toggle("shown", section.id === wanted.tab);
    for (const link of document.querySelectorAll("nav a")) {
        if (link.hash === `#${wanted.tab}`) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    if (isNew) scrollTo(0, 0);
    if (wanted.tab !== "debug") return;
    if (!data) await unpack();
    $("checks").hidden = false;
    if ($("q").value !== wanted.q) $("q").value = wanted.q;
    drawAsset(wanted.asset);
    drawChecks(wanted);
    if ($("gantt")) drawGantt();
    window.isDrawn = true;
}

function isDark() { return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches; }
function nameTheme() { $("theme").textContent = isDark() ? "Light" : "Dark"; }
$("theme").hidden = false;
$("theme").addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); });
nameTheme();
$("q").addEventListener("input", () => go({ q: $("q").value }, true));
document.querySelector(".filter").addEventListener("submit", (event) => event.preventDefault());
$("more").addEventListener("click", more);
addEventListener("hashchange", show);
root.classList.add("js");
show();
