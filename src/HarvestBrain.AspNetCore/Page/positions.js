"use strict";
// The table of positions: what stands in it, in which order, and which of them.

const protectionWords = {
  Unprotected: "unprotected at the venue", ProtectionQuantityDiffers: "stop of another quantity",
  ProtectionPriceDiffers: "stop at another price", OrphanOrder: "orphan order",
};
const stopWords = { requested: "not confirmed", rejected: "move refused", crossed: "PRICE THROUGH IT" };

// How far the stop is behind the price, as a part of the price and in R; negative when the price is through it.
function stopDistance(position) {
  if (position.stop_loss === null || !(position.mark_price > 0)) return null;
  const away = directionOf(position) * (position.mark_price - position.stop_loss);
  return { percent: 100 * away / position.mark_price, r: position.initial_risk === null ? null : away / position.initial_risk };
}

const nextRung = (position) => ladderOf(position).find((rung) => rung.state === "armed" && rung.qty > 0 && rung.price !== null) ?? null;
const away = (position, rung) => directionOf(position) * (rung.price - position.mark_price) / position.mark_price;
const isDue = (position) => position.rungs.some((rung) => stateOf(position, rung) === "due");
const isRefused = (position) => position.stop_state === "rejected" || position.rungs.some((rung) => stateOf(position, rung) === "rejected");

// What wants to be looked at, the worst first.
function urgency(position) {
  if (position.stop_state === "crossed") return 5;
  if (position.protection) return 4;
  if (position.suspect) return 3;
  if (isDue(position)) return 2;
  return isRefused(position) || position.initial_risk === null ? 1 : 0;
}

// Lines of a cell: a text and its class.
const columns = [
  {
    title: "Position", className: "who", key: (position) => position.symbol,
    lines: (position) => [
      [position.symbol, "name"], [position.side, "sub side"], [position.position_side === "BOTH" ? null : "hedge", "sub"],
      [position.suspect ? "suspect" : null, "sub flag"],
      [isDue(position) ? "due, held" : null, "sub warned"], [position.dust ? "dust" : null, "sub"],
    ],
  },
  {
    title: "R", className: "number", key: (position) => position.r_level ?? -Infinity, falls: true,
    lines: (position) => [[inR(position.r_level), tone(position.r_level)]],
  },
  { title: "Ladder", className: "ladder" },
  {
    title: "Next", className: "number", key: (position) => nextRung(position) ? away(position, nextRung(position)) : Infinity,
    lines: (position) => {
      const rung = nextRung(position), asked = position.rungs.find((each) => each.state === "requested" && !each.rejected);
      if (!rung) return [["–", ""], [asked ? "asked for " + number(asked.qty) : position.initial_risk === null ? null : "ladder done", "sub"]];
      return [
        [price(rung.price), ""], ["close " + number(rung.qty), "sub"],
        [isKeptBack(position, rung) ? "kept back by HARVEST_MIN_R" : null, "sub"],
      ];
    },
  },
  {
    title: "Price", className: "number",
    lines: (position, now) => [
      [price(position.mark_price), ""], ["from " + price(position.entry_price), "sub"],
      [now - position.mark_time_ms > 60000 ? duration(now - position.mark_time_ms) + " old" : null, "sub warned"],
    ],
  },
  {
    title: "Stop", className: "number", key: (position) => stopDistance(position)?.percent ?? Infinity,
    lines: (position) => {
      const distance = stopDistance(position), bad = position.stop_state === "rejected" || position.stop_state === "crossed";
      return [
        [price(position.stop_loss), "level"],
        [distance && percent(distance.percent), "sub distance" + (distance?.percent < 0 ? " flag" : "")],
        [isThere(distance?.r) ? inR(distance.r) : null, "sub in-r"],
        [position.stop_kind && words(position.stop_kind), "sub"],
        [stopWords[position.stop_state] ? stopWords[position.stop_state] + (position.stop_attempt ? `, asked ${position.stop_attempt} times` : "") : null,
          bad ? "sub flag" : "sub"],
        ...(position.protection ?? []).map((problem) => [protectionWords[problem.code], "sub flag"]),
      ];
    },
  },
  { title: "Quantity", className: "number", lines: (position) => [[number(position.qty), ""]] },
  {
    title: "Profit", className: "number", key: (position) => position.unrealized_pnl, falls: true,
    lines: (position) => [
      [inMoney(position.unrealized_pnl), tone(position.unrealized_pnl)], [inMoney(position.realized_pnl) + " realised", "sub"],
      [position.fees_incomplete ? "fees incomplete" : null, "sub"],
    ],
  },
  {
    title: "Age", className: "number", key: (position) => position.opened_ms,
    lines: (position, now) => [[duration(now - position.opened_ms), ""]],
  },
];

const filters = {
  all: () => true, attention: (position) => urgency(position) > 0, long: (position) => position.side === "LONG",
  short: (position) => position.side === "SHORT", profit: (position) => position.unrealized_pnl > 0,
  loss: (position) => position.unrealized_pnl < 0, "no-stop": (position) => position.stop_loss === null,
};

const rows = new Map(); // position -> its row, so that what has not changed is left alone
const turns = 10; // rows out of sight take turns: each is written at every tenth update
let order = { column: null, falls: false }, listed = null, updates = 0; // without a column: the most urgent first

// The browser lays out and paints a screen and a half beyond what is seen, which is most of the work: what is written there waits.
const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting && !target.isInSight) fill(target, target.position, listed.service.now_ms);
    target.isInSight = isIntersecting;
  }
}, { rootMargin: "150px 0px" });

const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;

function inOrder(positions) {
  const key = order.column?.key ?? urgency, sign = !order.column || order.falls ? -1 : 1;
  const keyed = positions.map((position) => ({ position, key: key(position), name: position.symbol + " " + position.position_side }));
  return keyed.sort((a, b) => sign * compare(a.key, b.key) || compare(a.name, b.name)).map((each) => each.position);
}

// Writes lines into a cell, and only what is another text than before.
function write(cell, lines) {
  const shown = lines.filter(([text]) => isThere(text)), same = cell.lines?.length === shown.length;
  if (!same) cell.replaceChildren(...cell.parts = shown.map(() => make("bdi", "", "")));
  shown.forEach(([text, className], i) => {
    const line = cell.parts[i], before = same ? cell.lines[i] : [];
    if (before[0] !== text) line.firstChild.data = text;
    if (before[1] !== className) line.className = className;
  });
  cell.lines = shown;
}

function rowOf(position) {
  const more = make("button", "", "⌄"), cells = columns.map((column) => cell(column.title, column.className));
  const element = row(...cells, cell("", "more", more));
  element.parts = cells;
  element.isInSight = true; // until it is known
  sight.observe(element);
  more.type = "button";
  more.setAttribute("aria-label", "All of " + position.symbol);
  more.setAttribute("aria-expanded", "false");
  more.addEventListener("click", () => more.setAttribute("aria-expanded", String(element.classList.toggle("open"))));
  return element;
}

function fill(element, position, now) {
  columns.forEach((column, i) => column.lines ? write(element.parts[i], column.lines(position, now)) : drawLadder(element.parts[i], position));
  element.classList.toggle("urgent", urgency(position) > 1);
}

function listPositions(answer) {
  if (answer) listed = answer;
  if (!listed) return;
  const everyRow = !answer, turn = updates++;
  const body = at("positions"), now = listed.service.now_ms, wanted = at("search").value.trim().toLowerCase();
  const isWanted = filters[at("filter").value], seen = new Set();
  const chosen = listed.positions.filter((position) => isWanted(position) && position.symbol.toLowerCase().includes(wanted));
  let before = null, nth = turn;
  for (const position of inOrder(chosen)) {
    const id = position.position_side + " " + position.symbol;
    seen.add(id);
    if (!rows.has(id)) rows.set(id, rowOf(position));
    const element = rows.get(id), place = before ? before.nextSibling : body.firstChild;
    element.position = position;
    if (nth++ % turns === 0 || element.isInSight || everyRow) fill(element, position, now);
    if (place !== element) body.insertBefore(element, place);
    before = element;
  }
  for (const [id, element] of rows) {
    if (seen.has(id)) continue;
    sight.unobserve(element);
    element.remove();
    rows.delete(id);
  }
  at("count").textContent = !listed.total ? "" : listed.total > chosen.length ? `${chosen.length} of ${listed.total}` : String(listed.total);
  at("none-chosen").hidden = chosen.length > 0;
}

// A first press sorts as one looks for it, a second the other way round, a third the most urgent first again.
function sortBy(column) {
  const first = Boolean(column.falls);
  if (order.column !== column) order = { column, falls: first };
  else if (order.falls === first) order = { column, falls: !first };
  else order = { column: null, falls: false };
  columns.forEach((each, i) => {
    const header = at("columns").cells[i];
    if (!each.key) return;
    header.setAttribute("aria-sort", each !== order.column ? "none" : order.falls ? "descending" : "ascending");
  });
  listPositions();
}

for (const column of columns) {
  const header = make("th", column.className);
  header.setAttribute("role", "columnheader");
  header.scope = "col";
  if (column.key) {
    const button = make("button", "sort", column.title);
    button.type = "button";
    button.addEventListener("click", () => sortBy(column));
    header.append(button);
    header.setAttribute("aria-sort", "none");
  } else header.append(column.title);
  at("columns").append(header);
}
at("columns").append(make("th", "more", make("span", "unseen", "More")));
at("columns").lastChild.setAttribute("role", "columnheader");
at("filter").addEventListener("change", () => listPositions());
at("search").addEventListener("input", () => listPositions());
